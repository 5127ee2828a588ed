import type { PersonDetails } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useEffect, useState } from 'react';
import { useViewerId } from '../app/viewer';

interface Found {
  readonly words: string;
  readonly people: readonly PersonDetails[];
}

const NOBODY: Found = { words: '', people: [] };
const SHOWN = 20;
/** How long after a key the query is sent, so that fast typing sends one. */
const PAUSE_MS = 80;

/**
 * Members of a conversation with these words in their names, as the service finds them, the viewer last; nobody for null.
 * Until the result arrives, those of the last one who still fit.
 */
export function useFoundMembers(conversationId: string, words: string | null): readonly PersonDetails[] {
  const conversation = useParley().conversation(conversationId);
  const viewerId = useViewerId();
  const [found, setFound] = useState(NOBODY);
  useEffect(() => {
    if (words === null) return undefined;
    let isWanted = true;
    const request = () =>
      conversation.findMembers(words, SHOWN).then(
        (people) => isWanted && setFound({ words, people: withLast(people, viewerId) }),
        () => undefined,
      );
    const timer = setTimeout(() => void request(), words === '' ? 0 : PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [conversation, words, viewerId]);
  if (words === null) return [];
  return found.words === words ? found.people : found.people.filter((person) => fits(person, words));
}

const withLast = (people: readonly PersonDetails[], viewerId: string): readonly PersonDetails[] => [
  ...people.filter(({ id }) => id !== viewerId),
  ...people.filter(({ id }) => id === viewerId),
];

const fits = ({ displayName }: PersonDetails, words: string): boolean =>
  displayName.toLocaleLowerCase().includes(words.toLocaleLowerCase());
