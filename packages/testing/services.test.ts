import { serviceUrl } from './services';

test('a server that is not there is named, with the variable that says where it is', () => {
  expect(() => serviceUrl('no-such-server')).toThrow(/needs no-such-server.*NO_SUCH_SERVER_URL/s);
});
