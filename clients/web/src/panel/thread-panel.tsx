import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Timeline } from '@parley/client';
import { Button } from 'react-aria-components';
import { titleOf } from '../app/names';
import { go } from '../app/place';
import { problemOf } from '../app/problem';
import { useParley, useStore } from '@parley/client/react';
import { Composer } from '../composer/composer';
import { JoinBar } from '../conversation/join-bar';
import { useIsMember } from '../conversation/use-is-member';
import { Trouble } from '../design/trouble';
import { MessageView } from '../message/message-view';
import { PendingView } from '../message/pending-view';

interface Props {
  conversationId: string;
  rootId: string;
}

/** A message and the replies to it. */
export function ThreadPanel({ conversationId, rootId }: Props) {
  const parley = useParley();
  const conversation = parley.conversation(conversationId);
  const thread = useMemo(() => conversation.thread(rootId), [conversation, rootId]);
  const details = useStore(conversation.details);
  const isMember = useIsMember(conversationId);
  const composer = useRef<HTMLTextAreaElement>(null);
  const [isForAll, setForAll] = useState(false);
  return (
    <>
      <ThreadMessages thread={thread} conversationId={conversationId} composer={composer} />
      {details && !isMember ? (
        <JoinBar conversation={conversation} title={titleOf(details)} />
      ) : (
        <>
          <label className="check for-all">
            <input type="checkbox" checked={isForAll} onChange={({ target }) => setForAll(target.checked)} />
            Also send to the conversation
          </label>
          <Composer
            field={composer}
            to={{ conversationId, threadId: rootId, isForAll, onSent: () => setForAll(false) }}
            placeholder="Reply"
            onLeave={() => go({ panel: null })}
          />
        </>
      )}
    </>
  );
}

interface MessagesProps {
  thread: Timeline;
  conversationId: string;
  composer: RefObject<HTMLTextAreaElement | null>;
}

function ThreadMessages({ thread, conversationId, composer }: MessagesProps) {
  const { status, items, hasOlder, loading, error } = useStore(thread);
  const [editedId, setEditedId] = useState<string | null>(null);
  const end = useRef<HTMLDivElement>(null);
  const lastKey = items.at(-1)?.key;
  useEffect(() => {
    // newer browsers return a promise, which is no way to clean up
    void end.current?.scrollIntoView({ block: 'end' });
  }, [lastKey]);

  function edit(messageId: string | null): void {
    setEditedId(messageId);
    if (messageId === null) composer.current?.focus();
  }

  return (
    <div className="thread" role="region" aria-label="Replies" tabIndex={0}>
      {status === 'loading' && <span className="spinner" role="status" aria-label="Loading replies" />}
      {hasOlder && (
        <Button className="button plain" isDisabled={loading !== null} onPress={() => void thread.loadOlder()}>
          Earlier replies
        </Button>
      )}
      {items.map((item) => {
        switch (item.kind) {
          case 'message':
            return (
              <MessageView
                key={item.key}
                message={item.message}
                conversationId={conversationId}
                within="thread"
                isFollowUp={false}
                isEdited={item.message.id === editedId}
                isStop
                onEdit={edit}
              />
            );
          case 'pending':
            return <PendingView key={item.key} pending={item.pending} isFollowUp={false} />;
          case 'hole':
            return (
              <Button key={item.key} className="button plain" onPress={() => void thread.fill(item)}>
                Not everything is loaded here: load it
              </Button>
            );
        }
      })}
      <Trouble onRetry={() => void thread.retry()}>{error && problemOf(error)}</Trouble>
      <div ref={end} />
    </div>
  );
}
