import { forbidden } from '@parley/contracts/errors';
import { asUnavailable } from './unreachable';

it.each([
  [{ code: '57P03', message: 'the database system is starting up' }, 'UNAVAILABLE'],
  [{ code: '53300', message: 'sorry, too many clients already' }, 'UNAVAILABLE'],
  [{ name: 'KnexTimeoutError', message: 'Knex: Timeout acquiring a connection.' }, 'UNAVAILABLE'],
  // of pg, for a server that accepts a connection and does not respond
  [{ message: 'timeout expired' }, 'UNAVAILABLE'],
  [{ code: '23505', message: 'duplicate key' }, '23505'],
  [forbidden('No'), 'FORBIDDEN'],
])('of %j is %s', (error, code) => {
  expect(asUnavailable(error)).toMatchObject({ code });
});
