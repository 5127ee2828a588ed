import { useEffect, useState } from 'react';
import type { Conversation } from '@parley/client/api';
import { useStore } from '@parley/client/react';

/** Where the line before what is new stands: it stays while somebody reads, and moves when they come back to the page. */
export function useUnreadLine({ readState }: Conversation): { after: number | null } {
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
  return { after };
}
