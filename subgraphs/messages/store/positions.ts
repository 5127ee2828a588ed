import type { ConversationId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import { readablePositions } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import DataLoader from 'dataloader';
import type { ReadHead } from './messages';

/** What one request knows of where conversations are, to whom may read them. */
export interface Positions {
  /** Whether the principal may read a conversation. */
  readable(conversation: ConversationId): Promise<boolean>;
  /**
   * Where the logs are of those that the principal may read, and no less than what was read before in this request;
   * `again`: at this moment.
   */
  at(conversations: readonly ConversationId[], again: boolean): Promise<ReadonlyMap<ConversationId, ReadHead>>;
  /** What is read from now on is to be no older than that. */
  reached(conversation: ConversationId, head: ReadHead): void;
}

export function createPositions(sql: Sql, principal: Principal): Positions {
  const read = new Map<ConversationId, ReadHead>();
  const told = new DataLoader<ConversationId, ReadHead | null>(async (ids) => {
    const found = await readablePositions(sql, principal, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

  return {
    // a shared view is of what it may read: nobody has to be asked
    readable: async (id) =>
      principal.kind === 'topic' ? id === principal.conversation : (await told.load(id)) !== null,
    async at(conversations, again) {
      if (again) for (const id of conversations) told.clear(id);
      const found = new Map<ConversationId, ReadHead>();
      for (const [n, position] of (await Promise.all(conversations.map((id) => told.load(id)))).entries())
        if (position) found.set(conversations[n]!, later(position, read.get(conversations[n]!)));
      return found;
    },
    reached(conversation, head) {
      read.set(conversation, later(head, read.get(conversation)));
    },
  };
}

const later = (one: ReadHead, other: ReadHead | undefined): ReadHead =>
  other?.epoch === one.epoch && other.seq > one.seq ? other : one;
