import { useState } from 'react';
import type { Author } from '@parley/client';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useFoundPeople } from '../people/use-found-people';

interface Props {
  person: Pick<Author, 'id' | 'displayName'> | null;
  onChange: (person: Author | null) => void;
}

/** Who said it. */
export function PersonFilter({ person, onChange }: Props) {
  const [words, setWords] = useState(person?.displayName ?? '');
  const found = useFoundPeople(words);
  return (
    <ComboBox
      className="field person-filter"
      inputValue={words}
      onInputChange={(next) => {
        setWords(next);
        if (next === '') onChange(null);
      }}
      items={found}
      onChange={(id) => {
        const chosen = found.find((one) => one.id === id) ?? null;
        onChange(chosen);
        if (chosen) setWords(chosen.displayName);
      }}
      allowsCustomValue
    >
      <Label>Said by</Label>
      <Input placeholder="Anybody" dir="auto" />
      <Popover className="popover">
        <ListBox<Author> className="menu">
          {({ id, displayName }) => (
            <ListBoxItem id={id} textValue={displayName} className="menu-item">
              <bdi>{displayName}</bdi>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
