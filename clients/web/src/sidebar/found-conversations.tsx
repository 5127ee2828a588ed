import { useParley } from '@parley/client/react';
import { Button } from 'react-aria-components';
import { problemOf } from '../app/problem';
import { useResults } from '../channels/use-results';
import { Trouble } from '../design/trouble';
import { ConversationRows } from './conversation-rows';

interface Props {
  words: string;
  currentId: string | null;
}

/** Those of all conversations that have the words in their title, topic, or the other person's name. */
export function FoundConversations({ words, currentId }: Props) {
  const { status, conversations, hasMore, error, isCurrent, loadMore } = useResults(
    useParley().conversations.find,
    words,
  );
  return (
    <>
      <Trouble>{error && problemOf(error)}</Trouble>
      <ConversationRows conversations={conversations} currentId={currentId} />
      {status === 'ready' && isCurrent && conversations.length === 0 && (
        <p className="empty" role="status">
          Nothing is called that.
        </p>
      )}
      {hasMore && (
        <Button className="button plain more" onPress={loadMore}>
          More
        </Button>
      )}
    </>
  );
}
