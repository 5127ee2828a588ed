import { useEffect, useRef } from 'react';
import type { PersonDetails } from '@parley/client';
import { useViewerId } from '../app/viewer';
import { Avatar } from '../people/avatar';
import { STATUS_WORDS } from '../people/status-words';
import type { Mentions } from './use-mentions';

/** Who may be meant, above the field. */
export function MentionList({ id, mentions }: { id: string; mentions: Mentions }) {
  const { isOpen, found, active, choose, setActive } = mentions;
  const viewerId = useViewerId();
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
            onPointerMove={() => setActive(n)}
            // the field keeps the focus
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(person)}
          >
            <Avatar person={person} size="small" presence={person.presence.status} />
            <span className="mention-name">
              <bdi>{person.displayName}</bdi>
              <small dir="auto">{toldApart(person)}</small>
            </span>
            {person.bot && <span className="tag">Bot</span>}
            {person.id === viewerId && <span className="tag">You</span>}
          </li>
        ))}
      </ul>
      <p className="unseen" role="status">
        {found.length === 1 ? '1 person' : `${found.length} people`} to mention
      </p>
    </>
  );
}

/** What tells somebody from others of the same name. */
const toldApart = ({ handle, presence, bio }: PersonDetails): string =>
  [handle, presence.text || STATUS_WORDS[presence.status], bio].filter(Boolean).join(' · ');
