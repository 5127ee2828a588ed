import { useSyncExternalStore } from 'react';

/** There is room for a conversation beside the list. */
export const WIDE = '(min-width: 45rem)';

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches);

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
