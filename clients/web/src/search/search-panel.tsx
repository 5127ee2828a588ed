import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { useOfflineSince } from '../app/use-offline-since';
import { SearchFilters } from './search-filters';
import { filterOf, NO_FILTERS, type Filters } from './filters';
import { SearchHits } from './search-hits';
import './search.css';

/** What was said, found by words; in the open conversation only, or everywhere. */
export function SearchPanel({ conversationId }: { conversationId: string | null }) {
  const [words, setWords] = useState('');
  const [query, setQuery] = useState('');
  const isOffline = useOfflineSince() !== null;
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  return (
    <div className="panel-body search">
      <SearchField
        className="search-field"
        aria-label="Search messages"
        value={words}
        onChange={(next) => {
          setWords(next);
          if (next === '') setQuery('');
        }}
        onSubmit={() => setQuery(words.trim())}
        autoFocus
      >
        <Search aria-hidden />
        <Input placeholder="Words, then Enter" dir="auto" />
        <Button className="icon-button small" aria-label="Clear">
          <X aria-hidden />
        </Button>
      </SearchField>
      <SearchFilters filters={filters} onChange={setFilters} hasConversation={conversationId !== null} />
      {query ? (
        <SearchHits words={query} filter={filterOf(filters, conversationId)} />
      ) : isOffline ? (
        <p className="empty">You are offline: searching needs a connection.</p>
      ) : (
        <SearchHint />
      )}
    </div>
  );
}

/** What can be typed, before anything was. */
const SearchHint = () => (
  <div className="empty">
    <p>Find anything that was said in your conversations and in public channels, in any language.</p>
    <dl className="search-hint">
      <dt>
        <kbd>&quot;next week&quot;</kbd>
      </dt>
      <dd>these words next to each other</dd>
      <dt>
        <kbd>plan -draft</kbd>
      </dt>
      <dd>plan, but not draft</dd>
    </dl>
  </div>
);
