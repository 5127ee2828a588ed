import { useState, type KeyboardEvent, type RefObject } from 'react';
import type { PersonDetails } from '@parley/client';
import { mentionQuery, withMention, type MentionQuery, type Written } from './mentions';
import { useFoundMembers } from './use-found-members';
import { writeAtCursor } from './write-at-cursor';

interface Writing {
  written: Written;
  field: RefObject<HTMLTextAreaElement | null>;
  onChange: (written: Written) => void;
}

export type Mentions = ReturnType<typeof useMentions>;

/** Naming somebody after an `@`: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function useMentions(conversationId: string, { written, field, onChange }: Writing) {
  const [query, setQuery] = useState<MentionQuery | null>(null);
  /** Who was gone to: they stay the active one when another list comes. */
  const [activeId, setActiveId] = useState<string | null>(null);
  const found = useFoundMembers(conversationId, query?.words ?? null);
  const isOpen = query !== null && found.length > 0;
  const current = Math.max(
    0,
    found.findIndex(({ id }) => id === activeId),
  );

  function look(next: Written, cursor: number): void {
    const found = mentionQuery(next, cursor);
    if (found?.start === query?.start && found?.words === query?.words) return;
    setActiveId(null);
    setQuery(found);
  }
  const close = (): void => setQuery(null);
  const setActive = (index: number): void => setActiveId(found[index]?.id ?? null);

  function choose(person: PersonDetails): void {
    if (!query) return;
    const { written: next, cursor } = withMention(written, query, person);
    writeAtCursor(field, cursor, () => {
      onChange(next);
      setQuery(null);
    });
    field.current?.focus();
  }

  /** Whether the key was for the list. */
  function press(event: KeyboardEvent): boolean {
    if (!isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((current + step + found.length) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(found[current]!);
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
          'aria-activedescendant': `${listId}-${current}`,
        } as const)
      : {};

  return { isOpen, found, active: current, look, close, choose, press, fieldProps, setActive };
}
