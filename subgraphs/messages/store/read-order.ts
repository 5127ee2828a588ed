import type { ConversationId } from '@parley/contracts/ids';
import type { Position } from '@parley/contracts/position';

/** In which order one request reads positions of conversations and what is in them. */
export interface ReadOrder {
  /** The earliest position of a conversation at which anything of it was read. */
  earliest(conversation: ConversationId): Position | undefined;
  /** Something of the conversation was read or written at this position. */
  reached(conversation: ConversationId, position: Position): void;
  /** Reads positions, once all content that is being read is there. */
  positions<T>(read: () => Promise<T>): Promise<T>;
  /** Reads content, once all positions that are being read are there. */
  content<T>(read: () => Promise<T>): Promise<T>;
}

/**
 * Invariant: a position that the request has been given is not newer than any content that it has been given. Statements
 * that run at the same time see the database at different times, in any order.
 */
export function createReadOrder(): ReadOrder {
  const earliest = new Map<ConversationId, Position>();
  const positions = new Set<Promise<unknown>>();
  const content = new Set<Promise<unknown>>();

  /** Only what began before is waited for, so no two wait for each other. */
  async function inTurn<T>(read: () => Promise<T>, own: Set<Promise<unknown>>, others: Set<Promise<unknown>>) {
    const result = Promise.allSettled(others).then(read);
    own.add(result);
    try {
      return await result;
    } finally {
      own.delete(result);
    }
  }

  return {
    earliest: (conversation) => earliest.get(conversation),
    reached(conversation, position) {
      const known = earliest.get(conversation);
      if (!known || (known.epoch === position.epoch && position.seq < known.seq)) earliest.set(conversation, position);
    },
    positions: (read) => inTurn(read, positions, content),
    content: (read) => inTurn(read, content, positions),
  };
}
