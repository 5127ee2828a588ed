import { unavailable } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import { Agent } from 'undici';
import { eventStreamConnection } from './event-stream-connection';
import type { UpstreamAddress, UpstreamConnection, UpstreamOperation, UpstreamSink } from './upstream';
import { webSocketConnection } from './web-socket-connection';

export interface UpstreamsOptions {
  /** Where a subgraph pushes events, if it does. Called for each operation: it may change. */
  addressOf(service: string): UpstreamAddress | undefined;
  /** Timeout of a subgraph's responses, in milliseconds. */
  timeoutMs: number;
  /** How long a subgraph may be unreachable before clients receive an error, in milliseconds. */
  patienceMs: number;
  /** How long an unused connection stays open, in milliseconds. */
  idleMs: number;
  logger: Logger;
}

interface UpstreamSubscription extends UpstreamAddress {
  service: string;
  /** Of the caller, for the subgraph: each set of them has a connection of its own. */
  headers: Readonly<Record<string, string>>;
  operation: UpstreamOperation;
}

/** The subgraphs that push the events of their subscriptions. Stopping cuts what is left of them. */
export interface Upstreams extends Service, Pick<UpstreamsOptions, 'addressOf'> {
  /** Returns how to leave. Errors: UNAVAILABLE where there are too many connections already. */
  subscribe(subscription: UpstreamSubscription, sink: UpstreamSink): () => void;
}

interface Held {
  connection: UpstreamConnection;
  operations: number;
  idle?: NodeJS.Timeout;
}

/** Different callers that a process listens for at once: each costs a socket. */
const MAX_CONNECTIONS = 5_000;

export function createUpstreams({ addressOf, timeoutMs, patienceMs, idleMs, logger }: UpstreamsOptions): Upstreams {
  const held = new Map<string, Held>();
  const dispatcher = new Agent({ bodyTimeout: 0 });

  function open({ service, protocol, url, headers }: UpstreamSubscription): Held {
    if (held.size >= MAX_CONNECTIONS) throw unavailable('There are too many subscriptions of different callers');
    const options = { url, headers, timeoutMs, patienceMs, logger: logger.child({ subgraph: service, url }) };
    const connection =
      protocol === 'graphql-sse' ? eventStreamConnection({ ...options, dispatcher }) : webSocketConnection(options);
    return { connection, operations: 0 };
  }

  function release(key: string, one: Held): void {
    if (--one.operations > 0 || held.get(key) !== one) return;
    one.idle = setTimeout(() => {
      held.delete(key);
      one.connection.close();
    }, idleMs);
  }

  return {
    name: 'upstreams',
    addressOf,
    subscribe(subscription, sink) {
      const { protocol, url, headers, operation } = subscription;
      const key = JSON.stringify([protocol, url, Object.entries(headers).sort()]);
      const one = held.get(key) ?? open(subscription);
      held.set(key, one);
      clearTimeout(one.idle);
      one.operations++;
      let over = false;
      const done = () => {
        if (!over) release(key, one);
        over = true;
      };
      const leave = one.connection.subscribe(operation, {
        event: sink.event,
        end(error) {
          done();
          sink.end(error);
        },
      });
      return () => {
        leave();
        done();
      };
    },
    start: async () => undefined,
    async stop() {
      for (const { connection, idle } of held.values()) {
        clearTimeout(idle);
        connection.close();
      }
      held.clear();
      await dispatcher.destroy();
    },
  };
}
