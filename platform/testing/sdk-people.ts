import { randomUUID } from 'node:crypto';
import { connect, type ConnectOptions, type Conversation, type ParleyClient, type TimelineState } from '@parley/client';
import { until } from '@parley/testing/until';
import WebSocket from 'ws';

/** People who use the client; all are closed together. */
export interface SdkPeople {
  /** A client of somebody who has not signed in, unless the storage says so. */
  client(options: ConnectOptions): ParleyClient;
  /** Somebody new. */
  person(displayName: string, options: ConnectOptions): Promise<ParleyClient>;
  /** Listens until all are closed. */
  listen<T extends { subscribe(listener: () => void): () => void }>(store: T): T;
  close(): Promise<void>;
}

export function sdkPeople(): SdkPeople {
  const clients: ParleyClient[] = [];
  const ends: (() => void)[] = [];
  function client(options: ConnectOptions): ParleyClient {
    const made = connect({ webSocket: WebSocket, ...options });
    clients.push(made);
    return made;
  }
  return {
    client,
    async person(displayName, options) {
      const made = client(options);
      const email = `${randomUUID()}@example.org`;
      await made.signUp({ tenant: 'demo', email, password: randomUUID(), displayName });
      return made;
    },
    listen(store) {
      ends.push(store.subscribe(() => undefined));
      return store;
    },
    async close() {
      ends.splice(0).forEach((end) => end());
      await Promise.all(clients.splice(0).map((one) => one.close()));
    },
  };
}

export const userId = ({ session }: ParleyClient): string => {
  const state = session.get();
  if (state.status !== 'signedIn') throw new Error('Nobody is signed in');
  return state.userId;
};

/** What a timeline shows, shortly. */
export const shown = ({ items }: TimelineState): string[] =>
  items.map((item) => {
    if (item.kind === 'message') return item.message.text;
    return item.kind === 'pending' ? `${item.pending.state}: ${item.pending.draft.text}` : 'hole';
  });

export const untilShown = (conversation: Conversation, texts: readonly string[]): Promise<unknown> =>
  until(() => shown(conversation.timeline.get()).join('\n') === texts.join('\n')).catch((error: unknown) => {
    throw new Error(`${JSON.stringify(shown(conversation.timeline.get()))} instead of ${JSON.stringify(texts)}`, {
      cause: error,
    });
  });
