import type { Timeline } from '@parley/client';
import { messagesOf, type Row } from './rows';

/** Where in a conversation somebody wants to be. Each one is another, also where it is the same place again. */
export type Goal =
  /** A message that a link or a quote leads to. */
  | { readonly kind: 'message'; readonly seq: number }
  /** The first message that is not read. `seq`: the position after what is read. */
  | { readonly kind: 'unread'; readonly seq: number }
  /** Where they were: `offset` is how many pixels of the message are above the edge. */
  | { readonly kind: 'spot'; readonly seq: number; readonly offset: number }
  | { readonly kind: 'end' };

/** So much is seen above the first new message, so that one sees what it follows. */
const CONTEXT_PX = 96;

/** Loads what is there. */
export const loadGoal = (timeline: Timeline, goal: Goal): Promise<void> =>
  goal.kind === 'end' ? timeline.loadLatest() : timeline.loadAround(goal.seq);

interface Scroll {
  readonly index: number;
  readonly align: 'start' | 'center';
  readonly offset: number;
}

/** How to scroll there; null for the end. */
export function scrollFor(rows: readonly Row[], goal: Goal): Scroll | null {
  const find = (isIt: (row: Row) => boolean, how: Omit<Scroll, 'index'>) => {
    const index = rows.findIndex(isIt);
    return index === -1 ? null : { index, ...how };
  };
  switch (goal.kind) {
    case 'end':
      return null;
    case 'unread': {
      const first = find(isNotBefore(goal.seq), { align: 'start', offset: -CONTEXT_PX });
      const hasLine = first && rows[first.index - 1]?.kind === 'unread';
      return hasLine ? { ...first, index: first.index - 1 } : first;
    }
    case 'message':
      return find(isAt(goal.seq), { align: 'center', offset: 0 });
    case 'spot':
      return find(isAt(goal.seq), { align: 'start', offset: goal.offset });
  }
}

const isNotBefore =
  (seq: number) =>
  (row: Row): boolean =>
    row.kind === 'hole' ? row.hole.before > seq : messagesOf(row).some((message) => message.seq >= seq);

const isAt =
  (seq: number) =>
  (row: Row): boolean =>
    row.kind === 'message' && row.item.message.seq >= seq;
