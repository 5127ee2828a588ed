import { useStore, useParley } from '@parley/client/react';
import { useSyncExternalStore } from 'react';

let since: number | null = navigator.onLine ? null : Date.now();

/** A browser that knows that there is no network says so long before a socket notices. */
function subscribe(listener: () => void): () => void {
  const changed = () => {
    since = navigator.onLine ? null : (since ?? Date.now());
    listener();
  };
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}

/** Since when there is no connection, in milliseconds since 1970; null while there is one. */
export function useOfflineSince(): number | null {
  const { offlineSince } = useStore(useParley().connection);
  const withoutNetwork = useSyncExternalStore(subscribe, () => since);
  return offlineSince ?? withoutNetwork;
}
