import { useParley, useStore } from '@parley/client/react';
import { Button } from 'react-aria-components';
import { problemOf } from '../app/problem';
import { useWide } from '../app/use-wide';
import { FirstRun } from '../channels/first-run-later';
import { ConversationRows } from './conversation-rows';
import { RowPlaceholders } from './row-placeholders';

interface Props {
  currentId: string | null;
  onNew: () => void;
  onBrowse: () => void;
}

/** All conversations of the viewer, page by page. */
export function OwnConversations({ currentId, onNew, onBrowse }: Props) {
  const { conversations: list } = useParley();
  const { status, conversations, hasMore, loadingMore, error } = useStore(list);
  const isWide = useWide();
  return (
    <>
      {status === 'loading' && <RowPlaceholders />}
      {error && (
        <p role="alert" className="trouble">
          {problemOf(error)}{' '}
          <Button className="button link" onPress={() => void list.refresh()}>
            Try again
          </Button>
        </p>
      )}
      <ConversationRows conversations={conversations} currentId={currentId} />
      {status === 'ready' &&
        conversations.length === 0 &&
        // elsewhere it is where a conversation would be
        (isWide ? <p className="empty">{EMPTY}</p> : <FirstRun onNew={onNew} onBrowse={onBrowse} />)}
      {hasMore && (
        <Button className="button plain more" isDisabled={loadingMore} onPress={() => void list.loadMore()}>
          {loadingMore ? 'Loading …' : 'Older conversations'}
        </Button>
      )}
    </>
  );
}

const EMPTY = 'No conversations yet. Join a channel or start one with the buttons above.';
