import type { HoleItem, MessageItem, PendingItem, TimelineItem } from '@parley/client/timeline';
import { dayOf } from '../app/times';

/** What the list shows, one below the other. */
export type Row =
  | { readonly kind: 'start' | 'older'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly at: string | number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'hole'; readonly key: string; readonly hole: HoleItem }
  | MessageRow
  | PendingRow;

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
  readonly zone?: string;
}

/** As long as somebody goes on within it, the name is not repeated. */
const GROUP_MS = 5 * 60_000;

export function rowsOf(items: readonly TimelineItem[], look: Look): Row[] {
  const rows: Row[] = [look.hasOlder ? { kind: 'older', key: 'older' } : { kind: 'start', key: 'start' }];
  let above: Said | null = null;
  let isLineDrawn = look.unreadAfter === null;
  for (const item of items) {
    if (item.kind === 'hole') {
      rows.push({ kind: 'hole', key: item.key, hole: item });
      above = null;
      continue;
    }
    const said = saidBy(item, look);
    const isNewDay = above?.day !== said.day;
    if (isNewDay) rows.push({ kind: 'day', key: `day ${said.day} ${item.key}`, at: said.at });
    const isFirstUnread =
      !isLineDrawn && said.seq !== null && said.seq > look.unreadAfter! && said.by !== look.viewerId;
    if (isFirstUnread) {
      rows.push({ kind: 'unread', key: 'unread' });
      isLineDrawn = true;
    }
    const isFollowUp = !isNewDay && !isFirstUnread && goesOn(above!, said);
    if (item.kind === 'message') rows.push({ kind: 'message', key: item.key, item, isFollowUp });
    else rows.push({ kind: 'pending', key: item.key, item, isFollowUp });
    above = said;
  }
  return rows;
}

interface Said {
  readonly by: string | null;
  readonly at: string | number;
  readonly day: string;
  readonly seq: number | null;
  /** It has something that a name must come before: what it answers, or that it is pinned. */
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
  const isNews = (row: Row) =>
    row.kind === 'message' && row.item.message.seq > seq && row.item.message.author?.id !== viewerId;
  const count = rows.filter(isNews).length;
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

/** The viewer's, or anybody's, last message; null also where it is not known which that is. */
export function lastMessage(rows: readonly Row[], authorId?: string): MessageRow | null {
  const last = rows.findLast(
    (row) =>
      row.kind === 'hole' ||
      (row.kind === 'message' && (authorId === undefined || row.item.message.author?.id === authorId)),
  );
  return last?.kind === 'message' ? last : null;
}
