import { useLayoutEffect, useRef, useState } from 'react';
import type { Conversation } from '@parley/client';
import { useStore } from '@parley/client/react';
import { loadGoal, type Goal } from './goal';

/**
 * Where somebody wants to be in a conversation: at what a link points to, else at the first message that is not read, else at
 * the end. From a link they come back to where they were.
 */
export function useGoal({ timeline, readState }: Conversation, pointedAt: number | null) {
  const { status } = useStore(timeline);
  const read = useStore(readState);
  const [goal, setGoal] = useState<Goal | null>(() => messageAt(pointedAt));
  const [reached, setReached] = useState<Goal | null>(null);
  const [pointed, setPointed] = useState(pointedAt);
  const [cameFrom, setCameFrom] = useState<Goal | null>(null);
  /** Where they are; left as it is while they look at what a link points to. */
  const spot = useRef<Goal | null>(null);

  // it is not known yet what was read
  if (goal === null && (read || status === 'ready'))
    setGoal(read && read.unread > 0 ? { kind: 'unread', seq: read.lastReadSeq + 1 } : { kind: 'end' });
  if (pointed !== pointedAt) {
    setPointed(pointedAt);
    if (pointed === null) setCameFrom(spot.current);
    setGoal(messageAt(pointedAt) ?? cameFrom ?? { kind: 'end' });
  }

  // before anybody listens: what is wanted is then read first
  useLayoutEffect(() => {
    if (!goal) return undefined;
    let isWanted = true;
    const end = () => isWanted && setReached(goal);
    loadGoal(timeline, goal).then(end, end);
    return () => void (isWanted = false);
  }, [timeline, goal]);

  return { goal, isReached: goal !== null && goal === reached, go: setGoal, spot, cameFrom };
}

const messageAt = (seq: number | null): Goal | null => (seq === null ? null : { kind: 'message', seq });
