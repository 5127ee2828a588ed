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
  revisionPages,
  type MessageRow,
  type ReactionRow,
  type Read,
  type RevisionPage,
  type RevisionRow,
} from './messages';
import { pageKey, readPages, type Page, type PageCache, type PageKey } from './pages';
import { createPositions } from './positions';
import { createReadOrder } from './read-order';

/** One request's reads, batched and cached. What the principal may not see is null. */
export interface Loaders {
  /** Whether the principal may read a conversation. */
  readable(id: ConversationId): Promise<boolean>;
  /** Position of a conversation when the request first read anything of it. */
  position: DataLoader<ConversationId, Position | null>;
  /** Something of the conversation was read or written at this position. */
  reached(conversation: ConversationId, position: Position): void;
  message: DataLoader<MessageId, MessageRow | null>;
  page: DataLoader<PageKey, Page | null, string>;
  reactions: DataLoader<MessageId, ReactionRow[]>;
  viewerReactions: DataLoader<MessageId, Set<string>>;
  revisions: DataLoader<RevisionPage, RevisionRow[], string>;
}

/** Fewer messages than this are read from the primary, which costs no more than reading their positions there. */
const MANY = 10;

interface LoaderParts {
  logReads: LogReads;
  pageCache: PageCache;
  /** Called when a page of the conversation was read for the principal, who may read it. */
  noteRead?(conversation: ConversationId): void;
}

export function createLoaders(
  { logReads: reads, pageCache: cache, noteRead }: LoaderParts,
  principal: Principal,
): Loaders {
  const { primary: sql } = reads;
  const positions = createPositions(sql, principal);
  const { readable } = positions;

  const order = createReadOrder();

  const position = new DataLoader<ConversationId, Position | null>((ids) =>
    order.positions(async () => {
      const unread = ids.filter((id) => !order.earliest(id));
      const found = unread.length > 0 ? await readHeads(sql, unread) : new Map<ConversationId, Position>();
      found.forEach((at, id) => order.reached(id, at));
      return ids.map((id) => order.earliest(id) ?? null);
    }),
  );

  const remember = (read: Pick<Read, 'positions'>) =>
    read.positions.forEach((at, conversation) => {
      order.reached(conversation, at);
      positions.advance(conversation, at);
    });

  const message = new DataLoader<MessageId, MessageRow | null>(async (ids) => {
    const read = (of: Sql) => messagesById(of, tenantOf(principal), ids);
    const isComplete = ({ rows }: Read) => rows.length === ids.length;
    const found = await order.content(() =>
      ids.length < MANY ? read(sql) : reads.read({ read, isComplete, ...positions }),
    );
    remember(found);
    const rows = new Map(found.rows.map((row) => [row.id, row]));
    return Promise.all(
      ids.map(async (id) => {
        const row = rows.get(id);
        return row && (await readable(row.conversationId)) ? row : null;
      }),
    );
  });

  const page = new DataLoader<PageKey, Page | null, string>(
    async (keys) => {
      const found = await order.content(() =>
        reads.read({
          read: (of) => pagesFrom(of, keys),
          isComplete: ({ pages }) => pages.every((one) => one !== undefined),
          ...positions,
        }),
      );
      remember(found);
      for (const one of found.pages)
        for (const row of one ? [...one.rows, ...one.referenced] : []) message.prime(row.id, row);
      return Promise.all(
        keys.map(async ({ conversation }, n) => {
          if (!(await readable(conversation))) return null;
          noteRead?.(conversation);
          return found.pages[n] ?? null;
        }),
      );
    },
    { cacheKeyFn: pageKey },
  );

  /** The primary also says whether the principal may read the conversations. */
  async function pagesFrom(of: Sql, keys: readonly PageKey[]) {
    const reader = of === sql && principal.kind === 'viewer' ? principal : undefined;
    const pages = await readPages(of, keys, { cache, reader });
    if (reader) keys.forEach(({ conversation }, n) => positions.found(conversation, pages[n]?.position ?? null));
    const found = keys.flatMap(({ conversation }, n) => (pages[n] ? [[conversation, pages[n].position] as const] : []));
    return { pages, positions: new Map(found) };
  }

  return {
    readable,
    position,
    reached: order.reached,
    message,
    page,
    reactions: grouped((ids) => reactionsOf(sql, ids)),
    revisions: new DataLoader((pages) => revisionPages(sql, pages), {
      cacheKeyFn: ({ message, first, after }) => `${message} ${first} ${after}`,
    }),
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
