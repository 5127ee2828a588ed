import { useDeferredValue, useMemo, useState } from 'react';
import type { ConversationSummary } from '@parley/client/model';
import { Button, Input, SearchField } from 'react-aria-components';
import { Search, X } from 'lucide-react';
import { useParley, useStore } from '@parley/client/react';
import { problemOf } from '../app/problem';
import { useDrafts } from '../composer/drafts';
import { ConversationRow } from './conversation-row';
import { RowPlaceholders } from './row-placeholders';
import { usePeersPresence } from './use-peers-presence';

/** The viewer's conversations, latest activity first. */
export function ConversationList({ currentId }: { currentId: string | null }) {
  const { conversations: list } = useParley();
  const { status, conversations, hasMore, loadingMore, error } = useStore(list);
  const [words, setWords] = useState('');
  const shown = useMatching(conversations, useDeferredValue(words));
  const presence = usePeersPresence(conversations);
  const drafts = useDrafts();
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
        {status === 'loading' && <RowPlaceholders />}
        {error && (
          <p role="alert" className="trouble">
            {problemOf(error)}{' '}
            <Button className="button link" onPress={() => void list.refresh()}>
              Try again
            </Button>
          </p>
        )}
        <ul>
          {shown.map((conversation) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              isCurrent={conversation.id === currentId}
              presence={presence(conversation)}
              hasDraft={drafts.has(conversation.id)}
            />
          ))}
        </ul>
        {status === 'ready' && shown.length === 0 && (
          <p className="empty">{words ? 'Nothing is called that.' : EMPTY}</p>
        )}
        {hasMore && (
          <Button className="button plain more" isDisabled={loadingMore} onPress={() => void list.loadMore()}>
            {loadingMore ? 'Loading …' : 'Older conversations'}
          </Button>
        )}
      </nav>
    </>
  );
}

const EMPTY = 'No conversations yet. Start one with the button above.';

function useMatching(conversations: readonly ConversationSummary[], words: string): readonly ConversationSummary[] {
  return useMemo(() => {
    const wanted = words.trim().toLocaleLowerCase();
    if (!wanted) return conversations;
    return conversations.filter(({ title, topic, lastMessage }) =>
      [title, topic, lastMessage?.author?.displayName].some((text) => text?.toLocaleLowerCase().includes(wanted)),
    );
  }, [conversations, words]);
}
