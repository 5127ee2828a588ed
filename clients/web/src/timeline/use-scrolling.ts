import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Timeline } from '@parley/client';
import type { VirtualizerHandle } from 'virtua';
import { takeUp } from '../app/place';
import { scrollFor, type Goal } from './goal';
import { keepNear } from './keep-near';
import { isHoleNearEnd, messagesOf, newsAfter, reachesEnd, wasMoved, type Row } from './rows';

interface Options {
  rows: readonly Row[];
  timeline: Timeline;
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  /** Where to be, and whether it is loaded as far as it can be. */
  goal: Goal | null;
  isReady: boolean;
  onGoal: (goal: Goal) => void;
  /** Is told where somebody is, unless they look at what a link points to. */
  spot: RefObject<Goal | null>;
  viewerId: string;
}

/** So near to the end that what comes is followed. */
const AT_END_PX = 48;
/** So long after the list was scrolled from here, it may still be on its way. */
const OWN_SCROLL_MS = 300;
const SETTLE_MS = 150;

/**
 * Where a list of messages stands. It follows the end only while it is there, and while nothing is missing before the end;
 * what is put in front, or into a hole, and what is let go, moves nothing that is seen.
 */
export function useScrolling(options: Options) {
  const { rows, timeline, scroller, list, goal, isReady, onGoal, spot, viewerId } = options;
  const [isAtEnd, setAtEnd] = useState(true);
  const [seenUpTo, setSeenUpTo] = useState(0);
  const [settledAt, setSettledAt] = useState<Goal | null>(null);
  const isSettled = settledAt !== null && settledAt === goal;
  const follows = useRef(true);
  const direction = useRef<'up' | 'down'>('up');
  const offset = useRef(0);
  const size = useRef('');
  const scrolledAt = useRef(0);
  const before = useRef<readonly Row[]>([]);
  /** Key of a row that is seen, on the side that somebody comes from. */
  const anchor = useRef<string | null>(null);
  const isShifting = wasMoved(before.current, rows, anchor.current);

  const isNearEnd = (handle: VirtualizerHandle, at: number) =>
    handle.scrollSize - handle.viewportSize - at < AT_END_PX && reachesEnd(rows);

  // not by the list: it would scroll again with whatever it measures next, also after somebody has scrolled away
  function scrollToEnd(): void {
    scrolledAt.current = performance.now();
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }

  function toEnd(): void {
    if (isHoleNearEnd(rows)) return onGoal({ kind: 'end' });
    follows.current = true;
    setAtEnd(true);
    scrollToEnd();
  }

  const look = useEffectEvent((isAtRest = false) => {
    const { current: handle } = list;
    if (!handle || !isSettled) return;
    const [first, last] = [0, handle.viewportSize - 24].map((down) => handle.findItemIndex(handle.scrollOffset + down));
    const seq = messagesOf(rows[last!] ?? rows[0]!).at(-1)?.seq ?? null;
    if (seq !== null && seq > seenUpTo) setSeenUpTo(seq);
    const seen = rows.slice(first, last! + 1).filter((row) => row.kind === 'message');
    anchor.current = seen.at(direction.current === 'up' ? -1 : 0)?.key ?? null;
    if (goal.kind !== 'message') spot.current = follows.current ? { kind: 'end' } : spotAt(rows, handle, first!);
    keepNear({ rows, timeline, handle, seen, direction: direction.current, canShift: isAtRest || follows.current });
  });

  function onScroll(at: number): void {
    const { current: handle } = list;
    if (!handle) return;
    const hasMoved = at !== offset.current;
    const isUp = at < offset.current;
    if (hasMoved) direction.current = isUp ? 'up' : 'down';
    offset.current = at;
    const end = isNearEnd(handle, at);
    const room = `${handle.scrollSize} ${handle.viewportSize}`;
    const hasGrown = room !== size.current;
    size.current = room;
    // nobody scrolled: the room became another
    if (isSettled && follows.current && !end && hasGrown && !isUp) return scrollToEnd();
    if (isSettled && hasMoved && !hasGrown && performance.now() - scrolledAt.current > OWN_SCROLL_MS) takeUp();
    if (isSettled) follows.current = end;
    if (isSettled && end !== isAtEnd) setAtEnd(end);
    look();
  }

  /** Goes to where somebody wants to be. */
  const settle = useEffectEvent((wanted: Goal) => {
    const scroll = scrollFor(rows, wanted);
    scrolledAt.current = performance.now();
    direction.current = wanted.kind === 'unread' ? 'down' : 'up';
    follows.current = scroll === null && reachesEnd(rows);
    if (scroll) list.current?.scrollToIndex(scroll.index, scroll);
    else scrollToEnd();
  });
  const settled = useEffectEvent((wanted: Goal) => {
    setSettledAt(wanted);
    const { current: handle } = list;
    // what is measured only now may have moved the end
    if (handle) follows.current ||= isNearEnd(handle, handle.scrollOffset);
    setAtEnd(follows.current);
  });
  useLayoutEffect(() => {
    if (!isReady || isSettled || !goal) return undefined;
    settle(goal);
    const timer = setTimeout(() => settled(goal), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [isReady, rows, isSettled, goal, list]);

  useLayoutEffect(() => {
    if (hasJustSent(before.current, rows)) {
      follows.current = true;
      timeline.loadLatest().catch(() => undefined);
    }
    before.current = rows;
    if (isSettled && follows.current) scrollToEnd();
    look();
  }, [rows, isSettled, list, timeline]);

  // the composer grows, a keyboard comes up, a picture arrives: what was at the end stays at the end
  useEffect(() => {
    if (!scroller.current) return undefined;
    const observer = new ResizeObserver(() => {
      if (!follows.current) return;
      scrolledAt.current = performance.now();
      scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    });
    observer.observe(scroller.current);
    for (const child of scroller.current.children) observer.observe(child);
    return () => observer.disconnect();
  }, [scroller, isReady]);

  const news = isAtEnd ? null : newsAfter(rows, seenUpTo, viewerId);
  // what is loaded already is shown until there is more
  const isShown = isSettled || (settledAt !== null && !isReady);
  return { isShifting, isAtEnd, isSettled, isShown, news, toEnd, onScroll, onScrollEnd: () => look(true), direction };
}

/** Whoever says something sees it, wherever they were. */
const hasJustSent = (before: readonly Row[], now: readonly Row[]): boolean => {
  const last = now.at(-1);
  return last?.kind === 'pending' && before.length > 0 && !before.some(({ key }) => key === last.key);
};

/** The first message that is seen, and how much of it is above the edge. */
function spotAt(rows: readonly Row[], handle: VirtualizerHandle, first: number): Goal | null {
  const index = rows.findIndex((row, n) => n >= first && row.kind === 'message');
  const row = rows[index];
  if (row?.kind !== 'message') return null;
  return { kind: 'spot', seq: row.item.message.seq, offset: handle.scrollOffset - handle.getItemOffset(index) };
}
