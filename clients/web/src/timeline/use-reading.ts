import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import type { Conversation } from '@parley/client';
import { useStore } from '@parley/client/react';
import { useOpenedByItself } from '../app/place';
import { useViewerId } from '../app/viewer';
import { isLookedAt, seqsInSight } from './in-sight';
import { othersRead, readUpTo } from './read-up-to';

interface Options {
  conversation: Conversation;
  scroller: RefObject<HTMLElement | null>;
  isSettled: boolean;
}

/**
 * Marks as read what somebody has seen, as far as it is without a gap. A conversation that opened by itself is read by nobody
 * before they do something in it.
 */
export function useReading({ conversation, scroller, isSettled }: Options) {
  const { items, hasOlder } = useStore(conversation.timeline);
  const readState = useStore(conversation.readState);
  const viewerId = useViewerId();
  const isUnattended = useOpenedByItself();
  const seen = useRef(new Set<number>());
  /** What was on the screen when nobody had done anything yet: they see it when they begin, and scroll away. */
  const waiting = useRef<readonly number[]>([]);
  const frame = useRef(0);
  const [readHere, setReadHere] = useState(0);
  const from = Math.max(readState?.lastReadSeq ?? 0, readHere);

  const look = useEffectEvent(() => {
    frame.current = 0;
    const { current: list } = scroller;
    if (!list || !readState || !isSettled || !isLookedAt(list)) return;
    const inSight = seqsInSight(list);
    if (isUnattended) return void (waiting.current = inSight);
    for (const seq of [...waiting.current, ...inSight]) seen.current.add(seq);
    waiting.current = [];
    const upTo = readUpTo(items, { from, seen: seen.current, viewerId, hasOlder });
    if (upTo === from) return;
    setReadHere(upTo);
    conversation.markRead(upTo);
  });

  /** Once what changed is drawn. */
  function glance(): void {
    frame.current ||= requestAnimationFrame(() => look());
  }

  useEffect(() => glance(), [items, isSettled, isUnattended, readState]);
  useEffect(() => {
    const again = () => glance();
    document.addEventListener('visibilitychange', again);
    addEventListener('focus', again);
    return () => {
      document.removeEventListener('visibilitychange', again);
      removeEventListener('focus', again);
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, []);

  const { lastReadSeq = 0, unread = 0 } = readState ?? {};
  const readMeanwhile = othersRead(items, { from: lastReadSeq, upTo: readHere, viewerId });
  return { unread: Math.max(0, unread - readMeanwhile), glance };
}
