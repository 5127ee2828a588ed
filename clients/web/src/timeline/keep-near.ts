import type { Timeline } from '@parley/client';
import type { VirtualizerHandle } from 'virtua';
import type { MessageRow, Row } from './rows';

interface Options {
  rows: readonly Row[];
  timeline: Timeline;
  handle: VirtualizerHandle;
  /** The messages that are seen. */
  seen: readonly MessageRow[];
  /** Which way somebody scrolls. */
  direction: 'up' | 'down';
  /** Whether what is above may go: while somebody scrolls, the list would then measure what comes from its end. */
  canShift: boolean;
}

/** So near to what is not loaded that it is. */
const NEAR_PX = 1_500;

/** Loads what is near to what is seen, and lets go of what is far from it: the list does not grow by being scrolled. */
export function keepNear({ rows, timeline, handle, seen, direction, canShift }: Options): void {
  const [highest, lowest] = [seen[0], seen.at(-1)];
  if (lowest) timeline.letGo('newer', lowest.item.message.seq);
  if (highest && canShift) timeline.letGo('older', highest.item.message.seq);
  if (handle.scrollOffset < NEAR_PX) void timeline.loadOlder().catch(() => undefined);
  const above = handle.findItemIndex(handle.scrollOffset - NEAR_PX);
  const below = handle.findItemIndex(handle.scrollOffset + handle.viewportSize + NEAR_PX);
  // the end of a hole that somebody comes from; of one that both are near to, the one that is scrolled to
  const near = rows.slice(above, below + 1).filter((row) => row.kind === 'hole');
  const next = direction === 'up' ? near.at(-1) : near[0];
  if (next) void timeline.fill(next.hole, direction === 'up' ? 'newer' : 'older').catch(() => undefined);
}
