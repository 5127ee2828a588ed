import type { ConversationId } from '@parley/contracts/ids';
import type { Position } from '@parley/contracts/position';
import type { Principal } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import { readablePositions } from '@parley/log/members';
import DataLoader from 'dataloader';

/** Positions of the conversations that one request may read. They only grow. */
export interface Positions {
  /** Whether the principal may read a conversation. */
  readable(conversation: ConversationId): Promise<boolean>;
  /** Of those that the principal may read, not before what the request has read. */
  positions(conversations: readonly ConversationId[]): Promise<ReadonlyMap<ConversationId, Position>>;
  /** The same, read from the primary now. */
  currentPositions(conversations: readonly ConversationId[]): Promise<ReadonlyMap<ConversationId, Position>>;
  /** The result of a statement on the primary about a conversation; null if the principal may not read it. */
  found(conversation: ConversationId, position: Position | null): void;
  /** Later reads of the request must not be older than this. */
  advance(conversation: ConversationId, position: Position): void;
}

export function createPositions(sql: Sql, principal: Principal): Positions {
  const reached = new Map<ConversationId, Position>();
  const primary = new DataLoader<ConversationId, Position | null>(async (ids) => {
    const found = await readablePositions(sql, principal, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

  async function positions(conversations: readonly ConversationId[]): Promise<ReadonlyMap<ConversationId, Position>> {
    const found = await Promise.all(conversations.map((id) => primary.load(id)));
    return new Map(
      conversations.flatMap((id, n) => (found[n] ? [[id, later(found[n], reached.get(id))] as const] : [])),
    );
  }

  return {
    // the principal of a shared view is its conversation: no need to read
    readable: async (id) =>
      principal.kind === 'topic' ? id === principal.conversation : (await primary.load(id)) !== null,
    positions,
    currentPositions(conversations) {
      for (const id of conversations) primary.clear(id);
      return positions(conversations);
    },
    found: (conversation, position) => void primary.prime(conversation, position),
    advance(conversation, position) {
      reached.set(conversation, later(position, reached.get(conversation)));
    },
  };
}

const later = (one: Position, other: Position | undefined): Position =>
  other?.epoch === one.epoch && other.seq > one.seq ? other : one;
