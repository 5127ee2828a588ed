import type { Author, Member, Person } from '@parley/client/model';
import { useMemo, useState, type KeyboardEvent, type RefObject } from 'react';
import { useParley, useStore } from '@parley/client/react';
import type { DraftText } from './drafts';
import { insertMention, mentionQuery, type MentionQuery } from './mentions';

interface Writing {
  draft: DraftText;
  field: RefObject<HTMLTextAreaElement | null>;
  onInsert: (text: string, person: Person) => void;
}

const SHOWN = 8;

export type Mentions = ReturnType<typeof useMentions>;

/** Naming somebody after an `@`: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function useMentions(conversationId: string, { draft, field, onInsert }: Writing) {
  const { members } = useStore(useParley().conversation(conversationId).members);
  const [query, setQuery] = useState<MentionQuery | null>(null);
  const [active, setActive] = useState(0);
  const found = useMemo(() => (query ? membersCalled(query.words, members) : []), [query, members]);
  const isOpen = query !== null && found.length > 0;

  function look(text: string, cursor: number): void {
    const next = mentionQuery(text, cursor);
    if (next?.start !== query?.start || next?.words !== query?.words) setActive(0);
    setQuery(next);
  }
  const close = (): void => setQuery(null);

  function choose(person: Person): void {
    if (!query) return;
    const { text, cursor } = insertMention(draft.text, query, person);
    onInsert(text, person);
    setQuery(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(cursor, cursor);
    });
  }

  /** Whether the key was for the list. */
  function press(event: KeyboardEvent): boolean {
    if (!isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + found.length) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(found[active]!);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  // a text area is a text box; while there is something to choose it is a combobox
  const fieldProps = (listId: string) =>
    isOpen
      ? ({
          role: 'combobox',
          'aria-expanded': true,
          'aria-haspopup': 'listbox',
          'aria-autocomplete': 'list',
          'aria-controls': listId,
          'aria-activedescendant': `${listId}-${active}`,
        } as const)
      : {};

  return { isOpen, found, active, look, close, choose, press, fieldProps, setActive };
}

/** Members one of whose names begins with these words. */
export function membersCalled(words: string, members: readonly Member[]): Author[] {
  const wanted = words.toLocaleLowerCase();
  return members
    .flatMap(({ user }) => (user ? [user] : []))
    .filter(({ displayName }) => {
      const name = displayName.toLocaleLowerCase();
      return name.startsWith(wanted) || name.split(/\s+/u).some((part) => part.startsWith(wanted));
    })
    .slice(0, SHOWN);
}
