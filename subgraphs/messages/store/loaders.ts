import type { ConversationId, MessageId } from '@parley/contracts/ids';
import type { Position } from '@parley/contracts/position';
import { viewerOf, tenantOf, type Principal } from '@parley/contracts/principal';
import type { LogReads } from '@parley/log/log-reads';
import { readHeads } from '@parley/log/read';
import type { Sql } from '@parley/database/sql';
import { groupBy } from '@parley/runtime/group-by';
import DataLoader from 'dataloader';
import {
  messagesById,
  reactionsBy,
  reactionsOf,
  revisionsOf,
  sliceOfEach,
  type MessageRow,
  type MessageScope,
  type ReactionRow,
  type Read,
  type RevisionRow,
  type Slice,
} from './messages';
import { createPositions } from './positions';

export interface SliceKey extends MessageScope {
  slice: Slice;
}

/** One request's reads, batched and cached. What the principal may not see is null. */
export interface Loaders {
  /** Whether the principal may read a conversation. */
  readable(id: ConversationId): Promise<boolean>;
  /** Position of a conversation when the request first read anything of it. */
  position: DataLoader<ConversationId, Position | null>;
  message: DataLoader<MessageId, MessageRow | null>;
  slice: DataLoader<SliceKey, { rows: MessageRow[]; position: Position } | null, string>;
  reactions: DataLoader<MessageId, ReactionRow[]>;
  viewerReactions: DataLoader<MessageId, Set<string>>;
  revisions: DataLoader<MessageId, RevisionRow[]>;
}

/** Fewer messages than this are read from the primary, which costs no more than reading their positions there. */
const MANY = 10;

export function createLoaders(reads: LogReads, principal: Principal): Loaders {
  const { primary: sql } = reads;
  const positions = createPositions(sql, principal);
  const { readable } = positions;

  const position = new DataLoader<ConversationId, Position | null>(async (ids) => {
    const found = await readHeads(sql, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

  const remember = (read: Pick<Read, 'positions'>) =>
    read.positions.forEach((at, conversation) => {
      position.prime(conversation, at);
      positions.advance(conversation, at);
    });

  const message = new DataLoader<MessageId, MessageRow | null>(async (ids) => {
    const read = (of: Sql) => messagesById(of, tenantOf(principal), ids);
    const isComplete = ({ rows }: Read) => rows.length === ids.length;
    const found = await (ids.length < MANY ? read(sql) : reads.read({ read, isComplete, ...positions }));
    remember(found);
    const rows = new Map(found.rows.map((row) => [row.id, row]));
    return Promise.all(
      ids.map(async (id) => {
        const row = rows.get(id);
        return row && (await readable(row.conversationId)) ? row : null;
      }),
    );
  });

  const slice = new DataLoader<SliceKey, { rows: MessageRow[]; position: Position } | null, string>(
    async (keys) => {
      const results = new Map<SliceKey, { rows: MessageRow[]; position: Position }>();
      for (const group of groupBy(keys, (key) => JSON.stringify(key.slice)).values()) {
        const read = await reads.read({
          read: (of) => sliceOfEach(of, group, group[0]!.slice),
          isComplete: (found) => group.every(({ conversation }) => found.positions.has(conversation)),
          ...positions,
        });
        remember(read);
        for (const row of read.rows.flat()) message.prime(row.id, row);
        for (const [n, key] of group.entries()) {
          const found = read.positions.get(key.conversation);
          if (found) results.set(key, { rows: read.rows[n]!, position: found });
        }
      }
      return Promise.all(
        keys.map(async (key) => ((await readable(key.conversation)) ? (results.get(key) ?? null) : null)),
      );
    },
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );

  return {
    readable,
    position,
    message,
    slice,
    reactions: grouped((ids) => reactionsOf(sql, ids)),
    revisions: grouped((ids) => revisionsOf(sql, ids)),
    viewerReactions: new DataLoader(async (ids) => {
      const rows = await reactionsBy(sql, viewerOf(principal).user, ids);
      return ids.map((id) => new Set(rows.filter(({ messageId }) => messageId === id).map(({ emoji }) => emoji)));
    }),
  };
}

/** Rows of several messages in one statement, by message. */
function grouped<Row extends { messageId: MessageId }>(
  read: (ids: readonly MessageId[]) => Promise<Row[]>,
): DataLoader<MessageId, Row[]> {
  return new DataLoader(async (ids) => {
    const rows = groupBy(await read(ids), ({ messageId }) => messageId);
    return ids.map((id) => rows.get(id) ?? []);
  });
}
