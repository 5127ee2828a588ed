import { useEffect, useState } from 'react';
import type { Author } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useViewerId } from '../app/viewer';

const FIRST = 30;
/** How long after the last key the query is sent. */
const PAUSE_MS = 150;

/** Others of the workspace whose names have these words; the previous result until the next one arrives. */
export function useFoundPeople(words: string): readonly Author[] {
  const { people } = useParley();
  const viewerId = useViewerId();
  const [found, setFound] = useState<readonly Author[]>([]);
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => {
      people.find(words.trim(), FIRST).then(
        (some) => isWanted && setFound(some.filter(({ id }) => id !== viewerId)),
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [people, words, viewerId]);
  return found;
}
