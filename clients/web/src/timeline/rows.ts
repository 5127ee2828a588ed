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
    const said = saidBy(item, look.viewerId);
    const day = dayOf(said.at, look.zone);
    const isNewDay = above === null || dayOf(above.at, look.zone) !== day;
    if (isNewDay) rows.push({ kind: 'day', key: `day ${day} ${item.key}`, at: said.at });
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
  readonly seq: number | null;
  /** It has something that a name must come before: what it answers, or that it is pinned. */
  readonly hasContext: boolean;
}

function saidBy(item: MessageItem | PendingItem, viewerId: string): Said {
  if (item.kind === 'pending') {
    const { createdAt, draft } = item.pending;
    return { by: viewerId, at: createdAt, seq: null, hasContext: draft.replyToId != null };
  }
  const { author, createdAt, seq, replyTo, thread, pinned } = item.message;
  return { by: author?.id ?? null, at: createdAt, seq, hasContext: replyTo !== null || thread !== null || pinned };
}

const goesOn = (above: Said, said: Said): boolean =>
  said.by !== null &&
  said.by === above.by &&
  !said.hasContext &&
  new Date(said.at).getTime() - new Date(above.at).getTime() < GROUP_MS;

/** Messages of others that are after a position, as far as they are loaded. */
export const countAfter = (items: readonly TimelineItem[], seq: number, viewerId: string): number =>
  items.filter((item) => item.kind === 'message' && item.message.seq > seq && item.message.author?.id !== viewerId)
    .length;

/** Whether rows were put in front of those that were there. */
export function wereAddedInFront(before: readonly Row[], now: readonly Row[]): boolean {
  const first = before.find(({ kind }) => kind === 'message' || kind === 'hole');
  if (!first) return false;
  const indexIn = (rows: readonly Row[]) => rows.findIndex(({ key }) => key === first.key);
  return indexIn(now) > indexIn(before) && now.at(-1)?.key === before.at(-1)?.key;
}
