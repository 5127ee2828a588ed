import { useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { Search, X } from 'lucide-react';
import { FoundConversations } from './found-conversations';
import { OwnConversations } from './own-conversations';

interface Props {
  currentId: string | null;
  onNew: () => void;
  onBrowse: () => void;
}

/** The viewer's conversations, latest activity first, or those that have some words. */
export function ConversationList({ currentId, onNew, onBrowse }: Props) {
  const [words, setWords] = useState('');
  return (
    <>
      <SearchField className="filter" aria-label="Find a conversation" value={words} onChange={setWords}>
        <Search aria-hidden />
        <Input placeholder="Find a conversation" dir="auto" />
        <Button className="icon-button small" aria-label="Clear">
          <X aria-hidden />
        </Button>
      </SearchField>
      <nav className="rows" aria-label="Conversations">
        {words.trim() ? (
          <FoundConversations words={words} currentId={currentId} />
        ) : (
          <OwnConversations currentId={currentId} onNew={onNew} onBrowse={onBrowse} />
        )}
      </nav>
    </>
  );
}
