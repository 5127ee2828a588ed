import type { ConversationResults, ConversationResultsState } from '@parley/client';
import { useStore } from '@parley/client/react';
import { useEffect, useMemo, useState } from 'react';

/** How long after the last key the query is sent. */
const PAUSE_MS = 150;

interface Results extends ConversationResultsState {
  /** Whether this is what the words find, and not those before them. */
  readonly isCurrent: boolean;
  readonly loadMore: () => void;
}

/** What the service finds for words; the previous result until the next one arrives. */
export function useResults(find: (words: string) => ConversationResults, words: string): Results {
  const query = useSettled(words.trim());
  const results = useMemo(() => find(query), [find, query]);
  const state = useStore(results);
  const [last, setLast] = useState(state);
  if (state.status !== 'loading' && state !== last) setLast(state);
  const isCurrent = state.status !== 'loading' && query === words.trim();
  return { ...(state.status === 'loading' ? last : state), isCurrent, loadMore: () => void results.loadMore() };
}

/** The words once no key was pressed for a moment. */
function useSettled(words: string): string {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
