import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { WebSocket } from 'ws';
import { newOperation } from './operations';
import { noise, oneIn, pick, type Json, type Sources } from './values';

interface Fuzzed {
  url: string;
  token: string;
  schema: GraphQLSchema;
  sources: Sources;
  frames: number;
  /** Called for each message that the server sends. */
  onMessage(text: string, sent: readonly string[]): void;
}

/** Close codes that are faults of the server (RFC 6455, 7.4.1; graphql-ws: 4500). */
const FAULTS = new Set([1011, 4500]);

/**
 * Opens one socket, whose client breaks the rules of WebSocket, of graphql-transport-ws, or none. Resolves when it is closed. The
 * result describes a close that is a fault of the server.
 */
export async function fuzzSocket({
  url,
  token,
  schema,
  sources,
  frames,
  onMessage,
}: Fuzzed): Promise<string | undefined> {
  const { chance } = sources;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: oneIn(chance, 4),
  });
  const sent: string[] = [];
  let fault: string | undefined;
  socket.on('message', (data: Buffer) => onMessage(data.toString(), sent));
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    if (FAULTS.has(code))
      fault = `was closed with ${code} ${reason.toString()} after ${JSON.stringify(sent.slice(-5))}`;
  });
  await Promise.race([once(socket, 'open'), once(socket, 'close')]);
  const send = (text: string | Buffer, options = {}) => {
    sent.push(typeof text === 'string' ? text.slice(0, 500) : `${text.length} bytes`);
    socket.send(text, options, () => undefined);
  };
  const isLegal = !oneIn(chance, 4);
  if (isLegal || oneIn(chance, 2)) send(JSON.stringify({ type: 'connection_init', payload: { token } }));
  if (isLegal && socket.readyState === WebSocket.OPEN)
    await Promise.race([once(socket, 'message'), once(socket, 'close')]);
  for (let n = 0; n < frames && socket.readyState === WebSocket.OPEN; n++) {
    // an id that is used twice ends the connection
    const ids = isLegal && !oneIn(chance, 100) ? { mine: `${n}`, other: `${chance.below(n + 1)}` } : SHARED_IDS;
    if (isLegal) sendOperation({ send, schema, sources }, ids);
    else sendOne({ socket, send, schema, sources, token });
    if (oneIn(chance, 3)) await sleep(1);
  }
  // a response to the ping comes after those to the frames before
  if (socket.readyState === WebSocket.OPEN) {
    socket.ping();
    await Promise.race([once(socket, 'pong'), once(socket, 'close'), sleep(1_000)]);
  }
  await sleep(20);
  socket.close();
  const closing = setTimeout(() => socket.terminate(), 1_000);
  if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close');
  clearTimeout(closing);
  return fault;
}

interface Sending {
  socket: WebSocket;
  send(text: string | Buffer, options?: { binary?: boolean; fin?: boolean }): void;
  schema: GraphQLSchema;
  sources: Sources;
  token: string;
}

const STRANGE: readonly Json[] = [
  null,
  1,
  'text',
  [],
  {},
  { type: 'next', id: 'a', payload: {} },
  { type: 'no-such-type' },
  { type: 'subscribe' },
  { type: 'subscribe', id: 1, payload: { query: '{ me { id } }' } },
  { type: 'subscribe', id: '', payload: { query: '{ me { id } }' } },
  { type: 'subscribe', id: 'a', payload: { query: 5 } },
  { type: 'subscribe', id: 'a', payload: { query: '{ me { id } }', variables: 'none', extensions: [] } },
  { type: 'subscribe', id: 'a', payload: { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } } },
  { type: 'complete', id: 'nobody' },
  { type: 'complete' },
  { type: 'connection_ack' },
  { type: 'connection_init', payload: { token: 'wrong' } },
  { type: 'connection_init', payload: [] },
  { type: 'ping', payload: { a: 'x'.repeat(5_000) } },
  { type: 'pong' },
];

function sendOne({ socket, send, schema, sources, token }: Sending): void {
  const { chance } = sources;
  switch (chance.below(20)) {
    case 0:
      return send(JSON.stringify({ type: 'connection_init', payload: { token } }));
    case 1:
      return send(noise(chance), { binary: true });
    // bytes that are no UTF-8, in a frame of text
    case 2:
      return send(noise(chance), { binary: false });
    // header and length that are wrong, or a compressed frame where none was agreed on
    case 3:
      return void (oneIn(chance, 4) && rawSocketOf(socket)?.write(noise(chance)));
    case 4:
      return send(oneIn(chance, 4) ? 'x'.repeat(2_000_000) : '{"type":');
    // parts of a message, with others in between
    case 5:
      return send('{"type":', { fin: oneIn(chance, 2) });
    case 6:
    case 7:
      return send(JSON.stringify(pick(chance, STRANGE)));
    case 8:
      return void socket.ping(noise(chance).subarray(0, 100), true, () => undefined);
    default:
      return sendOperation({ send, schema, sources }, SHARED_IDS);
  }
}

const SHARED_IDS = { mine: 'same', other: 'same' };

function sendOperation(
  { send, schema, sources }: Pick<Sending, 'send' | 'schema' | 'sources'>,
  ids: { mine: string; other: string },
): void {
  const { chance } = sources;
  const kind = pick(chance, ['query', 'query', 'mutation', 'subscription', 'subscription'] as const);
  send(JSON.stringify({ type: 'subscribe', id: ids.mine, payload: newOperation(kind, { ...sources, schema }) }));
  if (oneIn(chance, 3)) send(JSON.stringify({ type: 'complete', id: ids.other }));
}

const rawSocketOf = (socket: WebSocket): Socket | undefined => (socket as unknown as { _socket?: Socket })._socket;
