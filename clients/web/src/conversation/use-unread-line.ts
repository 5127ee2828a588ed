import { useEffect, useState } from 'react';
import type { Conversation } from '@parley/client';
import { useStore } from '@parley/client/react';

interface UnreadLine {
  /** Position after which it stands; null for none. */
  readonly after: number | null;
  /** All is read: it goes. */
  readonly clear: () => void;
}

/** Where the line before what is new stands: it stays while somebody reads, and moves when they come back to the page. */
export function useUnreadLine({ readState, timeline }: Conversation): UnreadLine {
  const state = useStore(readState);
  const [after, setAfter] = useState<number | null>(null);
  if (after === null && state) setAfter(state.lastReadSeq);
  useEffect(() => {
    const leave = () => {
      if (document.visibilityState === 'hidden') setAfter(readState.get()?.lastReadSeq ?? null);
    };
    document.addEventListener('visibilitychange', leave);
    return () => document.removeEventListener('visibilitychange', leave);
  }, [readState]);
  return { after, clear: () => setAfter(timeline.get().seq) };
}
