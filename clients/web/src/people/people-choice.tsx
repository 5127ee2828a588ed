import { Check, X } from 'lucide-react';
import type { Author } from '@parley/client';
import { useState } from 'react';
import { Button, Input, Label, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import { Avatar } from './avatar';
import { useFoundPeople } from './use-found-people';

interface Props {
  label: string;
  chosen: readonly Author[];
  onChange: (people: readonly Author[]) => void;
  /** Who is not offered. */
  without?: ReadonlySet<string>;
}

/** People of the workspace, found by name. */
export function PeopleChoice({ label, chosen, onChange, without }: Props) {
  const [words, setWords] = useState('');
  const found = useFoundPeople(words).filter(({ id }) => !without?.has(id));
  const byId = new Map([...chosen, ...found].map((person) => [person.id, person]));
  return (
    <div className="people-choice">
      <SearchField className="field" value={words} onChange={setWords}>
        <Label>{label}</Label>
        <Input placeholder="Find by name" dir="auto" />
      </SearchField>
      {chosen.length > 0 && (
        <ul className="chosen" aria-label="Chosen">
          {chosen.map((person) => (
            <li key={person.id}>
              <Button
                className="chosen-person"
                aria-label={`Leave out ${person.displayName}`}
                onPress={() => onChange(chosen.filter(({ id }) => id !== person.id))}
              >
                <Avatar person={person} size="small" /> <bdi>{person.displayName}</bdi> <X aria-hidden size={14} />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ListBox
        className="people-list"
        aria-label="People"
        selectionMode="multiple"
        selectedKeys={chosen.map(({ id }) => id)}
        onSelectionChange={(keys) => {
          if (keys !== 'all') onChange([...keys].flatMap((id) => byId.get(String(id)) ?? []));
        }}
        renderEmptyState={() => <p className="empty">{words.trim() && 'Nobody is called that.'}</p>}
      >
        {found.map((person) => (
          <ListBoxItem key={person.id} id={person.id} textValue={person.displayName} className="person-item">
            <Avatar person={person} size="small" />
            <bdi>{person.displayName}</bdi>
            <Check aria-hidden size={16} className="chosen-mark" />
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}
