import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { PersonFilter } from './person-filter';
import { NO_FILTERS, type Filters } from './filters';

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
  hasConversation: boolean;
}

const SWITCHES = [
  { name: 'onlyHere', label: 'Only here' },
  { name: 'mentionsMe', label: 'Mentions me' },
  { name: 'hasAttachment', label: 'With files' },
] as const;

/** What the search is narrowed to. */
export function SearchFilters({ filters, onChange, hasConversation }: Props) {
  const [isMore, setMore] = useState(false);
  const change = (part: Partial<Filters>) => onChange({ ...filters, ...part });
  const switches = SWITCHES.filter(({ name }) => name !== 'onlyHere' || hasConversation);
  return (
    <div className="filters" role="group" aria-label="Filters">
      {switches.map(({ name, label }) => (
        <ToggleButton
          key={name}
          className="filter-switch"
          isSelected={filters[name]}
          onChange={(on) => change({ [name]: on })}
        >
          {label}
        </ToggleButton>
      ))}
      <ToggleButton className="filter-switch" isSelected={isMore} onChange={setMore}>
        <SlidersHorizontal aria-hidden size={14} /> More
      </ToggleButton>
      {isMore && (
        <div className="more-filters">
          <PersonFilter person={filters.author} onChange={(author) => change({ author })} />
          <label className="field">
            <span className="label">From</span>
            <input type="date" value={filters.from} onChange={({ target }) => change({ from: target.value })} />
          </label>
          <label className="field">
            <span className="label">To</span>
            <input type="date" value={filters.to} onChange={({ target }) => change({ to: target.value })} />
          </label>
          <Button className="button link" onPress={() => onChange(NO_FILTERS)}>
            Clear filters
          </Button>
        </div>
      )}
    </div>
  );
}
