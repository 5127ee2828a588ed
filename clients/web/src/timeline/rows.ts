import type { HoleItem, Message, MessageItem, PendingItem, TimelineItem } from '@parley/client';
import { dayOf } from '../app/times';

/** What the list shows, one below the other. */
export type Row =
  | { readonly kind: 'start' | 'older'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly at: string | number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'hole'; readonly key: string; readonly hole: HoleItem }
  | RepliesRow
  | MessageRow
  | PendingRow;

/** New replies in one thread: they stand in the thread, and here is only said that there are some. */
export interface RepliesRow {
  readonly kind: 'replies';
  readonly key: string;
  readonly items: readonly MessageItem[];
}

export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly item: MessageItem;
  /** By the same author as the one above, shortly after it: shown without a name. */
  readonly isFollowUp: boolean;
}

export interface PendingRow {
  readonly kind: 'pending';
  readonly key: string;
  readonly item: PendingItem;
  readonly isFollowUp: boolean;
}

interface Look {
  readonly hasOlder: boolean;
  readonly viewerId: string;
  /** A line is drawn before the first message of others after it; null for none. */
  readonly unreadAfter: number | null;
  /** A message that is shown in any case: a link leads to it. */
  readonly pointedAt?: number | null;
  readonly zone: string;
}

/** As long as somebody goes on within it, the name is not repeated. */
const GROUP_MS = 5 * 60_000;

export function rowsOf(items: readonly TimelineItem[], look: Look): Row[] {
  const rows: Row[] = [look.hasOlder ? { kind: 'older', key: 'older' } : { kind: 'start', key: 'start' }];
  let above: Said | null = null;
  let isLineDrawn = look.unreadAfter === null;
  const drawLine = () => {
    rows.push({ kind: 'unread', key: 'unread' });
    isLineDrawn = true;
  };
  for (const item of items) {
    if (item.kind === 'hole') {
      // what is new begins in it
      if (!isLineDrawn && item.after >= look.unreadAfter!) drawLine();
      rows.push({ kind: 'hole', key: item.key, hole: item });
      above = null;
      continue;
    }
    const isOnlyInThread = standsInThread(item) && !isPointedAt(item, look);
    if (isOnlyInThread && !isNews(item, look)) continue;
    const said = saidBy(item, look);
    const isNewDay = above?.day !== said.day;
    if (isNewDay) rows.push({ kind: 'day', key: `day ${said.day} ${item.key}`, at: said.at });
    const isFirstUnread =
      !isLineDrawn && said.seq !== null && said.seq > look.unreadAfter! && said.by !== look.viewerId;
    if (isFirstUnread) drawLine();
    if (isOnlyInThread && item.kind === 'message') {
      addReply(rows, item);
      above = { ...said, by: null };
      continue;
    }
    const isFollowUp = !isNewDay && !isFirstUnread && goesOn(above!, said);
    if (item.kind === 'message') rows.push({ kind: 'message', key: item.key, item, isFollowUp });
    else rows.push({ kind: 'pending', key: item.key, item, isFollowUp });
    above = said;
  }
  return rows;
}

/** A reply stands in its thread; where it replies to the root by name it was sent to the conversation, too. */
function standsInThread(item: MessageItem | PendingItem): boolean {
  if (item.kind === 'pending') {
    const { threadId, replyToId } = item.pending.draft;
    return threadId != null && threadId !== replyToId;
  }
  const { thread, replyTo } = item.message;
  return thread !== null && thread.id !== replyTo?.id;
}

const isPointedAt = (item: MessageItem | PendingItem, { pointedAt }: Look): boolean =>
  item.kind === 'message' && item.message.seq === pointedAt;

const isNews = (item: MessageItem | PendingItem, { unreadAfter, viewerId }: Look): boolean =>
  item.kind === 'message' &&
  item.message.author?.id !== viewerId &&
  item.message.deletedAt === null &&
  item.message.seq > (unreadAfter ?? Infinity);

function addReply(rows: Row[], item: MessageItem): void {
  const last = rows.at(-1);
  if (last?.kind === 'replies' && last.items[0]!.message.thread!.id === item.message.thread!.id)
    rows[rows.length - 1] = { ...last, items: [...last.items, item] };
  else rows.push({ kind: 'replies', key: `replies ${item.key}`, items: [item] });
}

/** Messages that a row shows, or tells of. */
export function messagesOf(row: Row): readonly Message[] {
  if (row.kind === 'message') return [row.item.message];
  return row.kind === 'replies' ? row.items.map(({ message }) => message) : [];
}

interface Said {
  readonly by: string | null;
  readonly at: string | number;
  readonly day: string;
  readonly seq: number | null;
  /** It has something that a name must come before: the message that it replies to, or that it is pinned. */
  readonly hasContext: boolean;
}

function saidBy(item: MessageItem | PendingItem, { viewerId, zone }: Look): Said {
  if (item.kind === 'pending') {
    const { createdAt, draft } = item.pending;
    const day = dayOf(createdAt, zone);
    return { by: viewerId, at: createdAt, day, seq: null, hasContext: draft.replyToId != null };
  }
  const { author, createdAt, seq, replyTo, thread, pinned } = item.message;
  const hasContext = replyTo !== null || thread !== null || pinned;
  return { by: author?.id ?? null, at: createdAt, day: dayOf(createdAt, zone), seq, hasContext };
}

const goesOn = (above: Said, said: Said): boolean =>
  said.by !== null &&
  said.by === above.by &&
  !said.hasContext &&
  new Date(said.at).getTime() - new Date(above.at).getTime() < GROUP_MS;

/** Messages of others after a position, as "12 new", "12+ new" where not all are loaded, and null for none. */
export function newsAfter(rows: readonly Row[], seq: number, viewerId: string): string | null {
  const count = rows.flatMap(messagesOf).filter((one) => one.seq > seq && one.author?.id !== viewerId).length;
  if (count === 0) return null;
  const isMore = rows.some((row) => row.kind === 'hole' && row.hole.before > seq + 1);
  return `${count}${isMore ? '+' : ''} new`;
}

/** Whether rows came, or went, before one that stays. `key`: of a row that was there. */
export function wasMoved(before: readonly Row[], now: readonly Row[], key: string | null): boolean {
  const indexIn = (rows: readonly Row[]) => rows.findIndex((row) => row.key === key);
  const [was, is] = [indexIn(before), indexIn(now)];
  return was !== -1 && is !== -1 && was !== is;
}

/** Whether the last messages are there: with a hole behind the last row that is loaded, they are not. */
export const reachesEnd = (rows: readonly Row[]): boolean => rows.at(-1)?.kind !== 'hole';

/** The viewer's, or anybody's, last message; null also where it is not known which that is. */
export function lastMessage(rows: readonly Row[], authorId?: string): MessageRow | null {
  const last = rows.findLast(
    (row) =>
      row.kind === 'hole' ||
      (row.kind === 'message' && (authorId === undefined || row.item.message.author?.id === authorId)),
  );
  return last?.kind === 'message' ? last : null;
}

/** Whether what comes shortly before the end is not loaded. */
export const isHoleNearEnd = (rows: readonly Row[]): boolean =>
  rows.slice(-NEAR_ROWS).some(({ kind }) => kind === 'hole');
const NEAR_ROWS = 25;
