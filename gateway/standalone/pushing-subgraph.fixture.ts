import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { freePort } from '@parley/testing/free-port';
import { parse } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { LINK, type SubgraphParts } from './graph.fixture';

/** Somebody else's subgraph: queries over HTTP, subscriptions in the protocol that the gateway chooses. */
export interface PushingSubgraph {
  name: string;
  sdl: string;
  /** Queries, graphql-transport-ws, and GraphQL over SSE as GraphQL Yoga speaks it. */
  url: string;
  /** GraphQL over SSE as graphql-sse speaks it. */
  sseUrl: string;
  /** Sockets that were opened. */
  sockets: { headers: IncomingHttpHeaders; params: unknown }[];
  /** HTTP requests: their headers. */
  requests: IncomingHttpHeaders[];
  stop(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
}

export async function servePushing({ name, sdl, resolvers = {} }: SubgraphParts): Promise<PushingSubgraph> {
  const schema = buildSubgraphSchema({ typeDefs: parse(LINK + sdl), resolvers: resolvers as never });
  const yoga = createYoga({ schema, logging: false, maskedErrors: false, graphiql: false });
  const sse = createHandler({ schema });
  const connections = new Set<Socket>();
  let server: Server;
  const port = await freePort();
  const made: PushingSubgraph = {
    name,
    sdl: LINK + sdl,
    url: `http://127.0.0.1:${port}/graphql`,
    sseUrl: `http://127.0.0.1:${port}/sse`,
    sockets: [],
    requests: [],
    async start() {
      server = createServer((request, response) => {
        made.requests.push(request.headers);
        if (request.url === '/sse') void sse(request, response);
        else void yoga(request, response);
      });
      server.on('connection', (socket) => connections.add(socket));
      useServer(
        {
          schema,
          onConnect({ extra, connectionParams: params }) {
            made.sockets.push({ headers: extra.request.headers, params });
          },
        },
        new WebSocketServer({ server, path: '/graphql' }),
      );
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async stop() {
      for (const socket of connections) socket.destroy();
      connections.clear();
      server.close();
      await once(server, 'close');
    },
  };
  await made.start();
  return made;
}

/** Where tests push what subscriptions give. */
export interface Channel<Value> {
  /** Subscriptions so far, and those that are open. */
  opened: number;
  open: number;
  push(value: Value): void;
  complete(): void;
  fail(error: Error): void;
  subscribe(): AsyncIterableIterator<Value>;
}

export function channel<Value>(): Channel<Value> {
  type Step = () => IteratorResult<Value>;
  const subscribers = new Set<(step: Step) => void>();
  const tell = (step: Step) => subscribers.forEach((subscriber) => subscriber(step));
  const done: Step = () => ({ done: true, value: undefined });
  const made: Channel<Value> = {
    opened: 0,
    get open() {
      return subscribers.size;
    },
    push: (value) => tell(() => ({ done: false, value })),
    complete: () => tell(done),
    fail: (error) =>
      tell(() => {
        throw error;
      }),
    subscribe() {
      const waiting: Step[] = [];
      let wake: (() => void) | undefined;
      const hear = (step: Step) => {
        waiting.push(step);
        wake?.();
      };
      made.opened++;
      subscribers.add(hear);
      const leave = () => subscribers.delete(hear);
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          const step = waiting.shift()!;
          if (step === done) leave();
          return step();
        },
        async return() {
          leave();
          hear(done);
          return { done: true, value: undefined };
        },
      };
    },
  };
  return made;
}
