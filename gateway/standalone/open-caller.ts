import { ANONYMOUS } from '@parley/contracts/principal';
import { forwardedOf } from '../connection/request-context';
import { headersIn } from '../socket/credentials';
import { unauthorized, type SocketCaller } from '../socket/session';

/**
 * A caller whom nobody asks to sign in: any `connection_init` opens the socket. The headers to forward are those of the
 * request that the socket came with, and those that `connection_init` has under the same names, at the
 * top or within `headers`, as browsers send none.
 */
export function openCaller(headers: Readonly<Record<string, unknown>>, names: readonly string[]): SocketCaller {
  let forwarded: Record<string, string> | undefined;
  return {
    async open(_, payload) {
      forwarded = { ...forwardedOf(headers, names), ...forwardedOf(headersIn(payload), names) };
      return undefined;
    },
    viewer() {
      if (!forwarded) throw unauthorized();
      return ANONYMOUS;
    },
    forwarded: () => forwarded ?? {},
    revoked: () => undefined,
    end: () => undefined,
  };
}
