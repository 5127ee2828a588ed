import type { ClientStorage } from '../storage/memory.js';
import type { PendingMessage } from '../model.js';

/** What is queued, in a storage that others may share: each message under a key of its own. */
export interface Queue {
  /** In the order in which they were said. */
  all(): Promise<PendingMessage[]>;
  put(pending: PendingMessage): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
  clear(): Promise<void>;
}

export function createQueue(storage: ClientStorage, prefix: string): Queue {
  const all = async () => (await storage.entries(prefix)).map(([, value]) => value as PendingMessage).sort(inOrder);
  return {
    all,
    put: (pending) => storage.set(prefix + pending.clientMessageId, pending),
    remove: (clientMessageId) => storage.delete(prefix + clientMessageId),
    async clear() {
      for (const { clientMessageId } of await all()) await storage.delete(prefix + clientMessageId);
    },
  };
}

const inOrder = (one: PendingMessage, other: PendingMessage): number => one.createdAt - other.createdAt;
