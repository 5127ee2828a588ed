import { ParleyError } from '@parley/contracts/errors';
import type { Principal } from '@parley/contracts/principal';
import { CloseCode } from 'graphql-ws';
import type { Connection } from '../connection/connection';
import { SocketClosure, TRY_AGAIN_LATER } from './close';

/**
 * Signs in by the token of `connection_init`, and registers the connection.
 * Errors: closes with 4401 for a token that is missing or not good, and with 1013 where quotas allow no more.
 */
export async function signInSocket(connection: Connection, token: unknown): Promise<void> {
  if (!connection.hasTokens) return void (await connection.signIn(undefined));
  if (typeof token !== 'string' || token === '') throw unauthorized();
  await connection.signIn(token).catch(() => {
    throw unauthorized();
  });
  try {
    await connection.register();
  } catch (error) {
    if (error instanceof ParleyError) throw new SocketClosure(TRY_AGAIN_LATER, `${error.code}: ${error.message}`);
    throw error;
  }
}

/** Errors: closes with 4401 unless the connection is open. */
export function principalOf({ principal }: Connection): Principal {
  if (!principal) throw unauthorized();
  return principal;
}

const unauthorized = (): SocketClosure => new SocketClosure(CloseCode.Unauthorized, 'Unauthorized');
