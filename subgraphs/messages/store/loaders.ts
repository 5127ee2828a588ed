import type { ConversationId, MessageId } from '@parley/contracts/ids';
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
  type Place,
  type ReactionRow,
  type Read,
  type ReadHead,
  type RevisionRow,
  type Slice,
} from './messages';
import { createPositions } from './positions';

export interface SliceKey extends Place {
  slice: Slice;
}

/** One request's reads, batched, each asked once. What the principal may not see is null. */
export interface Loaders {
  /** Whether the principal may read a conversation. */
  readable(id: ConversationId): Promise<boolean>;
  /** Head of a conversation as it was when the request first read anything of it. */
  head: DataLoader<ConversationId, ReadHead | null>;
  message: DataLoader<MessageId, MessageRow | null>;
  slice: DataLoader<SliceKey, { rows: MessageRow[]; head: ReadHead } | null, string>;
  reactions: DataLoader<MessageId, ReactionRow[]>;
  viewerReactions: DataLoader<MessageId, Set<string>>;
  revisions: DataLoader<MessageId, RevisionRow[]>;
}

/** Fewer messages than that are looked up where it would be asked how new they have to be. */
const MANY = 10;

export function createLoaders(reads: LogReads, principal: Principal): Loaders {
  const { primary: sql } = reads;
  const positions = createPositions(sql, principal);
  const { readable } = positions;

  const head = new DataLoader<ConversationId, ReadHead | null>(async (ids) => {
    const found = await readHeads(sql, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

  const keepHeads = ({ heads }: Pick<Read, 'heads'>) =>
    heads.forEach((read, conversation) => {
      head.prime(conversation, read);
      positions.reached(conversation, read);
    });

  const message = new DataLoader<MessageId, MessageRow | null>(async (ids) => {
    const from = (of: Sql) => messagesById(of, tenantOf(principal), ids);
    const isWhole = ({ rows }: Read) => rows.length === ids.length;
    const read = await (ids.length < MANY ? from(sql) : reads.read({ from, isWhole, at: positions.at }));
    keepHeads(read);
    const rows = new Map(read.rows.map((row) => [row.id, row]));
    return Promise.all(
      ids.map(async (id) => {
        const row = rows.get(id);
        return row && (await readable(row.conversationId)) ? row : null;
      }),
    );
  });

  const slice = new DataLoader<SliceKey, { rows: MessageRow[]; head: ReadHead } | null, string>(
    async (keys) => {
      const answers = new Map<SliceKey, { rows: MessageRow[]; head: ReadHead }>();
      for (const group of groupBy(keys, (key) => JSON.stringify(key.slice)).values()) {
        const read = await reads.read({
          from: (of) => sliceOfEach(of, group, group[0]!.slice),
          isWhole: ({ heads }) => group.every(({ conversation }) => heads.has(conversation)),
          at: positions.at,
        });
        keepHeads(read);
        for (const row of read.rows.flat()) message.prime(row.id, row);
        for (const [n, key] of group.entries()) {
          const at = read.heads.get(key.conversation);
          if (at) answers.set(key, { rows: read.rows[n]!, head: at });
        }
      }
      return Promise.all(
        keys.map(async (key) => ((await readable(key.conversation)) ? (answers.get(key) ?? null) : null)),
      );
    },
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );

  return {
    readable,
    head,
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
