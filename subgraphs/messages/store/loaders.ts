import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { viewerOf, tenantOf, type Principal } from '@parley/contracts/principal';
import { readableConversations } from '@parley/log/members';
import { readHeads } from '@parley/log/read';
import type { Sql } from '@parley/runtime/database/sql';
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

export interface SliceKey extends Place {
  slice: Slice;
}

/** One request's reads, batched, each asked once. What the principal may not see is null. */
export interface Loaders {
  /** Whether the principal may read a conversation. */
  readable: DataLoader<ConversationId, boolean>;
  /** Head of a conversation as it was when the request first read anything of it. */
  head: DataLoader<ConversationId, ReadHead | null>;
  message: DataLoader<MessageId, MessageRow | null>;
  slice: DataLoader<SliceKey, { rows: MessageRow[]; head: ReadHead } | null, string>;
  reactions: DataLoader<MessageId, ReactionRow[]>;
  viewerReactions: DataLoader<MessageId, Set<string>>;
  revisions: DataLoader<MessageId, RevisionRow[]>;
}

export function createLoaders(sql: Sql, principal: Principal): Loaders {
  const readable = new DataLoader<ConversationId, boolean>(async (ids) => {
    const found = await readableConversations(sql, principal, ids);
    return ids.map((id) => found.has(id));
  });

  const head = new DataLoader<ConversationId, ReadHead | null>(async (ids) => {
    const found = await readHeads(sql, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

  const keepHeads = ({ heads }: Pick<Read, 'heads'>) =>
    heads.forEach((read, conversation) => head.prime(conversation, read));

  const message = new DataLoader<MessageId, MessageRow | null>(async (ids) => {
    const read = await messagesById(sql, tenantOf(principal), ids);
    keepHeads(read);
    const rows = new Map(read.rows.map((row) => [row.id, row]));
    return Promise.all(
      ids.map(async (id) => {
        const row = rows.get(id);
        return row && (await readable.load(row.conversationId)) ? row : null;
      }),
    );
  });

  const slice = new DataLoader<SliceKey, { rows: MessageRow[]; head: ReadHead } | null, string>(
    async (keys) => {
      const answers = new Map<SliceKey, { rows: MessageRow[]; head: ReadHead }>();
      for (const group of groupBy(keys, (key) => JSON.stringify(key.slice)).values()) {
        const read = await sliceOfEach(sql, group, group[0]!.slice);
        keepHeads(read);
        for (const row of read.rows.flat()) message.prime(row.id, row);
        for (const [n, key] of group.entries()) {
          const at = read.heads.get(key.conversation);
          if (at) answers.set(key, { rows: read.rows[n]!, head: at });
        }
      }
      return Promise.all(
        keys.map(async (key) => ((await readable.load(key.conversation)) ? (answers.get(key) ?? null) : null)),
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
