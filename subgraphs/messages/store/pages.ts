import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { positionOf, type Position } from '@parley/contracts/position';
import type { Principal } from '@parley/contracts/principal';
import type { Prepared, Sql } from '@parley/database/sql';
import { createVersionedCache, type Known, type VersionedCache } from '@parley/database/versioned-cache';
import { mayRead } from '@parley/log/members';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Settings } from '@parley/runtime/settings';
import type { MessageRow, ReactionRow } from './messages';

/** Some messages of a conversation or of a thread in it, by position; or the first of its pinned messages. */
export interface PageKey {
  conversation: ConversationId;
  thread?: MessageId;
  order: 'ascending' | 'descending';
  limit: number;
  before?: number;
  after?: number;
  pinned?: boolean;
}

/** Messages with their reactions. */
export interface PageRow extends MessageRow {
  reactions: readonly ReactionRow[];
}

/** The content of a page depends only on the position of its conversation's log. */
export interface Page {
  rows: readonly PageRow[];
  /** The messages that the rows reply to, and the roots of their threads. */
  referenced: readonly PageRow[];
  position: Position;
}

export type PageCache = VersionedCache<Page>;

/** For all requests of a process. */
export const createPageCache = (
  metrics = createMetrics(),
  { READ_CACHE_BYTES: maxBytes }: Pick<Settings, 'READ_CACHE_BYTES'> = { READ_CACHE_BYTES: 1_048_576 },
): PageCache => createVersionedCache({ name: 'message_pages', maxBytes, metrics });

export const pageKey = ({ conversation, thread, order, limit, before, after, pinned }: PageKey): string =>
  `${conversation} ${thread ?? ''} ${order} ${limit} ${before ?? ''} ${after ?? ''} ${pinned ? 'pinned' : ''}`;

/** The content is left out where the conversation still has the position that is known. */
const READ: Prepared = {
  name: 'messages.pages',
  text: `select p.place, h.seq, h.epoch, case when (h.seq, h.epoch) is distinct from (p."knownSeq", p."knownEpoch") then
      messages.page(h.stream, p.thread, p.after, p.before, p.limit, p.ascending, p.pinned) end as content
    from json_to_recordset($1) p(place int, conversation uuid, thread uuid, after bigint, before bigint, "limit" int,
      ascending boolean, pinned boolean, "knownSeq" bigint, "knownEpoch" uuid)
    join log.stream_head h on h.stream = p.conversation
    left join log.present_member m on m.stream = h.stream and m.person = $2
    where $2::uuid is null or (h.tenant = $3 and ${mayRead('$2')})`,
};

interface ReadRow {
  place: number;
  seq: number;
  epoch: string;
  content: string | null;
}

interface PageReads {
  cache: PageCache;
  /** The reader, whose right to read the same statement checks; without a reader, the caller checks it. */
  reader?: Extract<Principal, { kind: 'viewer' }>;
}

/** The pages, in the order of the keys, in one statement and so one snapshot. Without those that may not be read or don't exist. */
export async function readPages(
  sql: Sql,
  keys: readonly PageKey[],
  { cache, reader }: PageReads,
): Promise<(Page | undefined)[]> {
  const names = keys.map(pageKey);
  const known = names.map((name) => cache.get(name));
  const requested = keys.map(({ order, before = Number.MAX_SAFE_INTEGER, after = 0, ...key }, place) => ({
    ...{ ...key, place, before, after, ascending: order === 'ascending', pinned: key.pinned ?? false },
    ...{ knownSeq: known[place]?.value.position.seq, knownEpoch: known[place]?.value.position.epoch },
  }));
  const found = await sql.query<ReadRow>(READ, [
    JSON.stringify(requested),
    reader?.user ?? null,
    reader?.tenant ?? null,
  ]);
  const pages = new Array<Page | undefined>(keys.length).fill(undefined);
  for (const { place, content, ...position } of found) {
    const read = content === null ? undefined : sized(parsePage(content, keys[place]!, position), content);
    pages[place] = cache.settle(names[place]!, known[place], read);
  }
  return pages;
}

/** Parsed, a page takes about four times the memory of its text. */
const sized = (value: Page, content: string): Known<Page> => ({ value, bytes: 4 * content.length });

type Raw = Omit<PageRow, 'createdAt' | 'editedAt' | 'deletedAt' | 'reactions'> & {
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  reactions: Omit<ReactionRow, 'messageId'>[] | null;
};

function parsePage(content: string, { order }: PageKey, position: Pick<ReadRow, 'seq' | 'epoch'>): Page {
  const { rows, referenced } = JSON.parse(content) as { rows: Raw[] | null; referenced: Raw[] | null };
  const parsed = rows?.map(parseRow) ?? [];
  return {
    rows: order === 'ascending' ? parsed : parsed.reverse(),
    referenced: referenced?.map(parseRow) ?? [],
    position: positionOf(position),
  };
}

const dateOf = (time: number | null): Date | null => (time === null ? null : new Date(time));

const parseRow = (raw: Raw): PageRow => ({
  ...raw,
  createdAt: new Date(raw.createdAt),
  editedAt: dateOf(raw.editedAt),
  deletedAt: dateOf(raw.deletedAt),
  reactions: raw.reactions?.map((reaction) => ({ ...reaction, messageId: raw.id })) ?? [],
});
