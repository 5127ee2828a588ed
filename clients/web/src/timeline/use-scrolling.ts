import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Timeline } from '@parley/client/timeline';
import type { VirtualizerHandle } from 'virtua';
import { keepNear } from './keep-near';
import { newsAfter, wasMoved, type Row } from './rows';

interface Options {
  rows: readonly Row[];
  timeline: Timeline;
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  isReady: boolean;
  pointedAt: number | null;
  viewerId: string;
  onSeen: (seq: number) => void;
}

/** So near to the end that what comes is followed. */
const AT_END_PX = 48;

/**
 * Where a list of messages stands. It follows the end only while it is there; what is put in front, or into a hole, and
 * what is let go, moves nothing that is seen; it opens at what it is pointed at, else at what is unread, else at the end.
 */
export function useScrolling(options: Options) {
  const { rows, timeline, scroller, list, isReady, pointedAt, viewerId } = options;
  const [isAtEnd, setAtEnd] = useState(true);
  const [seenUpTo, setSeenUpTo] = useState(0);
  const [isSettled, setSettled] = useState(false);
  const follows = useRef(true);
  const direction = useRef<'up' | 'down'>('up');
  const offset = useRef(0);
  const size = useRef('');
  const before = useRef<readonly Row[]>([]);
  /** Key of a row that is seen, on the side that somebody comes from. */
  const anchor = useRef<string | null>(null);
  const isShifting = wasMoved(before.current, rows, anchor.current);

  function toEnd(): void {
    follows.current = true;
    setAtEnd(true);
    list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
  }

  const look = useEffectEvent((isAtRest = false) => {
    const { current: handle } = list;
    if (!handle || !isSettled) return;
    const [first, last] = [0, handle.viewportSize - 24].map((down) => handle.findItemIndex(handle.scrollOffset + down));
    const lowest = rows[last!];
    const seq = lowest?.kind === 'message' ? lowest.item.message.seq : null;
    if (seq !== null && seq > seenUpTo) setSeenUpTo(seq);
    if (seq !== null && document.visibilityState === 'visible') options.onSeen(seq);
    const seen = rows.slice(first, last! + 1).filter((row) => row.kind === 'message');
    anchor.current = seen.at(direction.current === 'up' ? -1 : 0)?.key ?? null;
    keepNear({ rows, timeline, handle, seen, direction: direction.current, canShift: isAtRest || follows.current });
  });

  function onScroll(at: number): void {
    const { current: handle } = list;
    if (!handle) return;
    if (at !== offset.current) direction.current = at < offset.current ? 'up' : 'down';
    offset.current = at;
    const end = handle.scrollSize - handle.viewportSize - at < AT_END_PX;
    const room = `${handle.scrollSize} ${handle.viewportSize}`;
    const hasGrown = room !== size.current;
    size.current = room;
    // nobody scrolled: the room became another
    if (isSettled && follows.current && !end && hasGrown) return toEnd();
    if (isSettled) follows.current = end;
    if (isSettled && end !== isAtEnd) setAtEnd(end);
    look();
  }

  /** Where it opens. */
  const settle = useEffectEvent(() => {
    const index = indexToShow(rows, pointedAt);
    follows.current = index === null;
    if (index === null) toEnd();
    else list.current?.scrollToIndex(index, { align: pointedAt === null ? 'start' : 'center' });
  });
  useLayoutEffect(() => {
    if (!isReady || isSettled) return undefined;
    settle();
    const timer = setTimeout(() => {
      setSettled(true);
      const { current: handle } = list;
      if (handle) setAtEnd(handle.scrollSize - handle.viewportSize - handle.scrollOffset < AT_END_PX);
    }, 150);
    return () => clearTimeout(timer);
  }, [isReady, rows, isSettled, list]);

  // somebody followed another link within the same conversation
  const [shown, setShown] = useState(pointedAt);
  if (shown !== pointedAt) {
    setShown(pointedAt);
    if (pointedAt !== null) setSettled(false);
    else follows.current = true;
  }

  useLayoutEffect(() => {
    if (hasJustSent(before.current, rows)) follows.current = true;
    before.current = rows;
    if (isSettled && follows.current) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
    look();
  }, [rows, isSettled, list]);

  // the composer grows, a keyboard comes up, a picture arrives: what was at the end stays at the end
  useEffect(() => {
    if (!scroller.current) return undefined;
    const observer = new ResizeObserver(() => {
      if (follows.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    });
    observer.observe(scroller.current);
    for (const child of scroller.current.children) observer.observe(child);
    return () => observer.disconnect();
  }, [scroller, isReady]);

  useEffect(() => {
    const seen = () => look();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, []);

  const news = isAtEnd ? null : newsAfter(rows, seenUpTo, viewerId);
  return { isShifting, isAtEnd, isSettled, news, toEnd, onScroll, onScrollEnd: () => look(true), direction };
}

/** Whoever says something sees it, wherever they were. */
const hasJustSent = (before: readonly Row[], now: readonly Row[]): boolean => {
  const last = now.at(-1);
  return last?.kind === 'pending' && before.length > 0 && !before.some(({ key }) => key === last.key);
};

/** The row to open at; null for the end. */
function indexToShow(rows: readonly Row[], pointedAt: number | null): number | null {
  const index = rows.findIndex((row) =>
    pointedAt === null ? row.kind === 'unread' : row.kind === 'message' && row.item.message.seq >= pointedAt,
  );
  return index === -1 ? null : index;
}
