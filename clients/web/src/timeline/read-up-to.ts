import type { TimelineItem } from '@parley/client';

interface Reader {
  /** What they had read before. */
  readonly from: number;
  /** Positions of messages that were on the screen. */
  readonly seen: ReadonlySet<number>;
  readonly viewerId: string;
  /** Whether there is more before the first item. */
  readonly hasOlder: boolean;
}

/**
 * How far somebody has read without a gap: up to the first message of somebody else that was not on the screen, or that
 * is not loaded. What follows it may have been seen: one position can't say so.
 */
export function readUpTo(items: readonly TimelineItem[], { from, seen, viewerId, hasOlder }: Reader): number {
  let upTo = from;
  let isKnown = !hasOlder;
  for (const item of items) {
    if (item.kind === 'pending') break;
    if (item.kind === 'hole') {
      if (item.before - 1 > upTo) break;
      continue;
    }
    const { seq, author, deletedAt } = item.message;
    if (!isKnown && seq > upTo + 1) break;
    isKnown = true;
    if (seq <= upTo) continue;
    if (author?.id !== viewerId && deletedAt === null && !seen.has(seq)) break;
    upTo = seq;
  }
  return upTo;
}

/** How many messages of others were read, from one position to another, as far as they are loaded. */
export const othersRead = (items: readonly TimelineItem[], { from, upTo, viewerId }: Read): number =>
  items.filter(
    (item) =>
      item.kind === 'message' &&
      item.message.seq > from &&
      item.message.seq <= upTo &&
      item.message.author?.id !== viewerId &&
      item.message.deletedAt === null,
  ).length;

interface Read extends Pick<Reader, 'from' | 'viewerId'> {
  readonly upTo: number;
}
