import { useEffect, useRef } from 'react';
import { Avatar } from '../people/avatar';
import type { Mentions } from './use-mentions';

/** Who may be meant, above the field. */
export function MentionList({ id, mentions }: { id: string; mentions: Mentions }) {
  const { isOpen, found, active, choose, setActive } = mentions;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    void list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  if (!isOpen) return null;
  return (
    <>
      <ul ref={list} id={id} className="mention-list popover" role="listbox" aria-label="People">
        {found.map((person, n) => (
          <li
            key={person.id}
            id={`${id}-${n}`}
            role="option"
            aria-selected={n === active}
            onPointerEnter={() => setActive(n)}
            // the field keeps the focus
            onPointerDown={(event) => {
              event.preventDefault();
              choose(person);
            }}
          >
            <Avatar person={person} size="small" />
            <bdi>{person.displayName}</bdi>
          </li>
        ))}
      </ul>
      <p className="unseen" role="status">
        {found.length === 1 ? '1 person' : `${found.length} people`} to mention
      </p>
    </>
  );
}
