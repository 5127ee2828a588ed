import type { IncomingMessage } from 'node:http';
import { clientAddressBehind } from './client-address';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded ? { 'x-forwarded-for': forwarded } : {} }) as IncomingMessage;

test.each([
  ['nobody is trusted', [], '10.0.0.2', '203.0.113.9', '10.0.0.2'],
  ['a stranger claims to be another', ['10.0.0.0/8'], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['a proxy tells its client', ['10.0.0.0/8'], '10.0.0.2', '203.0.113.9', '203.0.113.9'],
  ['its client claims to be another', ['10.0.0.0/8'], '10.0.0.2', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['two proxies, one behind the other', ['10.0.0.2', '10.0.0.3'], '10.0.0.2', '203.0.113.9, 10.0.0.3', '203.0.113.9'],
  ['a proxy of this machine', ['loopback'], '::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['nothing was forwarded', ['loopback'], '127.0.0.1', undefined, '127.0.0.1'],
])('%s', (_, trusted, connection, forwarded, expected) => {
  expect(clientAddressBehind(trusted)(from(connection, forwarded))).toBe(expected);
});
