import { createHash } from 'node:crypto';
import { WebSocket } from 'ws';

/** A client that attacks a server. */
export interface Attacker {
  /** Of the server. */
  url: string;
  token: string;
  /** A conversation whose member the attacker is. */
  room: string;
  /** The attacker's network, if the server trusts `X-Forwarded-For`. */
  address: string;
}

/** One round of an attack. Resolves to the code of the error that ended it, or of the socket's closing; undefined if it was served. */
export type Attack = (attacker: Attacker) => Promise<string | undefined>;

export interface Posted {
  data?: Record<string, never> | null;
  errors?: readonly { extensions?: { code?: string } }[];
}

const WITHIN_MS = 60_000;
/** Most that a flood lasts. */
const FLOOD_MS = 10_000;
const FRAMES = 3_000;

/** Posts an operation. A connection that the server ends is UNAVAILABLE. */
export async function post({ url, address, token }: Omit<Attacker, 'room'>, body: object): Promise<Posted> {
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': address,
    ...(token && { authorization: `Bearer ${token}` }),
  };
  try {
    const signal = AbortSignal.timeout(WITHIN_MS);
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body), signal });
    return (await response.json()) as Posted;
  } catch {
    return { errors: [{ extensions: { code: 'UNAVAILABLE' } }] };
  }
}

export const codeOf = ({ errors }: Posted): string | undefined => errors?.[0]?.extensions?.code;

/** Sends one operation again and again. */
export const operation =
  (make: (attacker: Attacker) => object, { isAnonymous = false } = {}): Attack =>
  async (attacker) =>
    codeOf(await post(isAnonymous ? { ...attacker, token: '' } : attacker, make(attacker)));

/** Registers a document as a persisted query, by its hash. */
export const registering = (query: string): object => ({
  query,
  extensions: { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } },
});

interface Flood {
  /** Without one, frames precede `connection_init`. */
  isSignedIn: boolean;
  frame(attacker: Attacker, n: number): object;
}

/** Sends frames over one socket, many at once, until the server closes it or responds with an error. */
export const flood =
  ({ isSignedIn, frame }: Flood): Attack =>
  (attacker) => {
    const socket = new WebSocket(`${attacker.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': attacker.address },
    });
    const send = (message: object) => socket.send(JSON.stringify(message), () => undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(undefined), FLOOD_MS);
      function end(code: string | undefined): void {
        clearTimeout(timer);
        socket.terminate();
        resolve(code);
      }
      function pour(): void {
        for (let n = 0; n < FRAMES; n++) send(frame(attacker, n));
      }
      socket.on('error', () => undefined);
      socket.on('close', (code) => end(String(code)));
      socket.on('open', () => {
        if (isSignedIn) send({ type: 'connection_init', payload: { token: attacker.token } });
        else pour();
      });
      socket.on('message', (data: Buffer) => {
        const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: Posted['errors'] };
        if (type === 'connection_ack') pour();
        else if (type === 'error') end(payload?.[0]?.extensions?.code);
      });
    });
  };
