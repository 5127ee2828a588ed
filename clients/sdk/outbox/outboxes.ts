import type { PendingMessage } from '../model.js';
import { writable, type Store } from '../store.js';
import { createOutbox, type OutboxOptions, type Sending } from './outbox.js';

interface Options extends OutboxOptions {
  readonly viewerId: Store<string | null>;
}

/** The outbox of whoever is signed in: what somebody else queued on the same machine waits for them. */
export function createOutboxes({ viewerId, owner, ...options }: Options): Sending {
  const state = writable<readonly PendingMessage[]>([]);
  let current: Sending | undefined;
  let person: string | null = null;
  let end: (() => void) | undefined;
  let closing: Promise<unknown> = Promise.resolve();

  function follow(): void {
    if (viewerId.get() === person) return;
    person = viewerId.get();
    end?.();
    const before = current;
    closing = closing.then(() => before?.close());
    current = person === null ? undefined : createOutbox({ ...options, owner: `${owner}:${person}` });
    const tell = () => state.set(current?.get() ?? []);
    end = current?.subscribe(tell);
    tell();
  }

  const ofViewer = (): Sending => {
    if (!current) throw new Error('Nobody is signed in');
    return current;
  };
  const unfollow = viewerId.subscribe(follow);
  follow();

  return {
    get: state.get,
    subscribe: state.subscribe,
    add: (conversationId, draft) => ofViewer().add(conversationId, draft),
    retry: (clientMessageId) => current?.retry(clientMessageId),
    discard: (clientMessageId) => current?.discard(clientMessageId),
    hurry: () => current?.hurry(),
    clear: async () => current?.clear(),
    async close() {
      unfollow();
      end?.();
      await closing;
      await current?.close();
    },
  };
}
