import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import DataLoader from 'dataloader';
import { buildSchema } from 'graphql';
import { PubSub } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { serveParent } from '../processes/child';
import { takeMessages } from './sending-over-http';

/** The part of the graph that the benchmarks use. */
const schema = buildSchema(`
  scalar DateTime
  scalar Seq
  type User {
    id: ID!, displayName: String!, handle: String!, bio: String, bot: Boolean!, locale: String!, timeZone: String!,
    createdAt: DateTime!
  }
  type Message {
    id: ID!, text: String!, createdAt: DateTime!, editedAt: DateTime, deletedAt: DateTime, seq: Seq!, updatedSeq: Seq!,
    revision: Int!, pinned: Boolean!, replyCount: Int!, author: User
  }
  interface ConversationEvent { conversationId: ID!, seq: Seq!, at: DateTime!, actor: User }
  type MessageCreated implements ConversationEvent {
    conversationId: ID!, seq: Seq!, at: DateTime!, actor: User, message: Message!
  }
  type Query { me: User }
  type Subscription { conversationEvents(conversationId: ID!, after: Seq): ConversationEvent! }
`);

interface Person {
  id: string;
  displayName: string;
  handle: string;
  bio: string | null;
  bot: boolean;
  locale: string;
  timeZone: string;
  createdAt: string;
}

interface Context {
  people: DataLoader<string, Person>;
}

const AUTHORS = Array.from({ length: 8 }, (_, n): Person => ({
  ...{ id: randomUUID(), displayName: `Person ${n}`, handle: `person-${n}`, bio: null, bot: false },
  ...{ locale: 'en', timeZone: 'UTC', createdAt: new Date().toISOString() },
}));
const authors = new Map(AUTHORS.map((author) => [author.id, author]));
const pubsub = new PubSub({ eventEmitter: new EventEmitter().setMaxListeners(0) });
const heads = new Map<string, number>();

const subscription = {
  conversationEvents: ({ conversationId }: { conversationId: string }) => pubsub.asyncIterableIterator(conversationId),
};

/** Returns a position of the room. This server stores nothing. */
function send({ room, text }: { room: string; text: string }): number {
  const seq = (heads.get(room) ?? 0) + 1;
  heads.set(room, seq);
  const author = AUTHORS[seq % AUTHORS.length]!.id;
  const now = new Date().toISOString();
  const message = {
    id: randomUUID(),
    text,
    createdAt: now,
    ...{ editedAt: null, deletedAt: null, seq, updatedSeq: seq, revision: 1, pinned: false, replyCount: 0 },
    author: (_: unknown, { people }: Context) => people.load(author),
  };
  const event = { __typename: 'MessageCreated', conversationId: room, seq, at: now, message };
  void pubsub.publish(room, { conversationEvents: event });
  return seq;
}

export type StockServer = typeof api;

const api = {
  async listen(_frameBytes: number): Promise<number> {
    const http = createServer(takeMessages(send));
    const server = new WebSocketServer({ server: http, path: '/graphql' });
    useServer(
      {
        schema,
        roots: { subscription },
        context: (): Context => ({ people: new DataLoader(async (ids) => ids.map((id) => authors.get(id)!)) }),
      },
      server,
    );
    // idle connections are never closed
    http.keepAliveTimeout = 0;
    http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
    await once(http, 'listening');
    return (http.address() as AddressInfo).port;
  },
};

serveParent<typeof api>(api);
