import { useEffect } from 'react';
import { useParley, useStore } from '@parley/client/react';

/** How much is unread, in the browser's tab. */
export function useDocumentTitle(): void {
  const { unread } = useStore(useParley().conversations);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) Parley` : 'Parley';
  }, [unread]);
}
