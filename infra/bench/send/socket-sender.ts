import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';
import { SEND, type PlatformServer } from '../live/servers/platform-server';
import type { SendTo } from './loops';

const SOCKETS = 64;

interface Message {
  type: string;
  id?: string;
  payload?: { data?: unknown; errors?: unknown };
}

/** Sends in turn over sockets of the senders (graphql-transport-ws). */
export async function socketSender(
  { port, rooms, senders }: PlatformServer,
  text: string,
): Promise<{ send: SendTo; close(): void }> {
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, n) => open(port, senders[n % senders.length]!)),
  );
  let next = 0;
  return {
    send: (conversation) =>
      sockets[next++ % SOCKETS]!.mutate({
        query: SEND,
        variables: { input: { conversationId: rooms[conversation], clientMessageId: randomUUID(), text } },
      }),
    close: () => sockets.forEach((one) => one.close()),
  };
}

async function open(port: number, token: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  const waiting = new Map<string, { resolve(value: unknown): void; reject(error: Error): void }>();
  let sent = 0;
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  say({ type: 'connection_init', payload: { token } });
  await once(socket, 'message');
  socket.on('message', (data: Buffer) => {
    const { type, id = '', payload } = JSON.parse(String(data)) as Message;
    if (type === 'ping') return say({ type: 'pong' });
    if (type === 'next' && payload?.data && !payload.errors) waiting.get(id)?.resolve(undefined);
    else if (type !== 'complete') waiting.get(id)?.reject(new Error(`not sent: ${JSON.stringify(payload)}`));
    waiting.delete(id);
  });
  return {
    mutate: (payload: object) =>
      new Promise((resolve, reject) => {
        const id = String(sent++);
        waiting.set(id, { resolve, reject });
        say({ id, type: 'subscribe', payload });
      }),
    close: () => socket.close(),
  };
}
