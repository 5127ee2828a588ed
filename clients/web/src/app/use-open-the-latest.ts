import { useEffect } from 'react';
import { useParley, useStore } from '@parley/client/react';
import { go, usePlace } from './place';
import { WIDE } from './use-wide';

/** Where there is room for both, the list is not left alone: the latest conversation is beside it. */
export function useOpenTheLatest(): void {
  const { conversationId, panel, isUnknown = false } = usePlace();
  const { conversations } = useStore(useParley().conversations);
  const [latest] = conversations;
  useEffect(() => {
    if (conversationId === null && panel === null && !isUnknown && latest && matchMedia(WIDE).matches)
      go({ conversationId: latest.id }, { replace: true, byItself: true });
  }, [conversationId, panel, isUnknown, latest]);
}
