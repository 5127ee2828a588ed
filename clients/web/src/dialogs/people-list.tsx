import type { Person } from '@parley/client';

interface Props {
  people: readonly Person[];
  /** How many there are, with those whose names are not known here. */
  count: number;
  label: string;
}

/** Names, one below the other. */
export const PeopleList = ({ people, count, label }: Props) => (
  <ul className="people-list" aria-label={label}>
    {people.map(({ id, displayName }) => (
      <li key={id}>
        <bdi>{displayName}</bdi>
      </li>
    ))}
    {count > people.length && <li className="hint">and {count - people.length} more</li>}
  </ul>
);
