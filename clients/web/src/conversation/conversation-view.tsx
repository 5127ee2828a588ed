import { useCallback, useMemo, useRef, useState } from 'react';
import type { Message } from '@parley/client';
import { later } from '../app/later';
import { titleOf } from '../app/names';
import { go, takeUp, type Place } from '../app/place';
import { useParley, useStore } from '@parley/client/react';
import { useViewerId } from '../app/viewer';
import { Composer } from '../composer/composer';
import { replyIn, draftName } from '../composer/drafts';
import { TimelineView } from '../timeline/timeline-view';
import { useGoal } from '../timeline/use-goal';
import { ConversationHead } from './conversation-head';
import { Gone } from './gone';
import { TypingLine } from './typing-line';
import { useFocusToWrite } from './use-focus-to-write';
import { useIsMember } from './use-is-member';
import { useUnreadLine } from './use-unread-line';
import './conversation.css';

const JoinBar = later(async () => (await import('./join-bar')).JoinBar);

interface Props {
  id: string;
  place: Place;
}

/** One conversation: what was said, and where to say something. */
export function ConversationView({ id, place }: Props) {
  const parley = useParley();
  const conversation = useMemo(() => parley.conversation(id), [parley, id]);
  const details = useStore(conversation.details);
  const { status } = useStore(conversation.timeline);
  const title = details ? titleOf(details) : 'Conversation';
  const isMember = useIsMember(id);
  const unread = useUnreadLine(conversation);
  const composer = useRef<HTMLTextAreaElement>(null);
  const draft = draftName(useViewerId(), id, null);
  const [editedId, setEditedId] = useState<string | null>(null);
  const lastOwn = useLastOwn(id);
  const { seq: pointedAt } = place;

  const { goal, isReached, go: goTo, spot, cameFrom } = useGoal(conversation, pointedAt);
  useFocusToWrite(composer, { id, isReady: status === 'ready', isWanted: place.panel === null });

  // the same each time, so that no message is drawn again for it
  const edit = useCallback((messageId: string | null): void => {
    setEditedId(messageId);
    if (messageId === null) composer.current?.focus();
  }, []);
  const reply = useCallback(
    (message: Message): void => {
      replyIn(draft, message);
      composer.current?.focus();
    },
    [draft],
  );

  const jump = useCallback(
    // the address may be the one that it was
    (seq: number): void => {
      if (seq === pointedAt) goTo({ kind: 'message', seq });
    },
    [pointedAt, goTo],
  );

  if (details === null || status === 'gone') return <Gone />;
  return (
    <section
      className="conversation"
      aria-label={title}
      data-drop
      onPointerDownCapture={takeUp}
      onKeyDownCapture={takeUp}
      onWheelCapture={takeUp}
      onTouchMoveCapture={takeUp}
    >
      <ConversationHead id={id} details={details} title={title} place={place} isMember={isMember} />
      {pointedAt !== null && (
        <p className="pointed">
          You are looking at a linked message.
          <button type="button" className="button link" onClick={() => go({ seq: null })}>
            {cameFrom?.kind === 'spot' ? 'Back to where you were' : 'Back to the latest'}
          </button>
        </p>
      )}
      <TimelineView
        conversation={conversation}
        unreadAfter={unread.after}
        onAllRead={unread.clear}
        pointedAt={pointedAt}
        goal={goal}
        isReached={isReached}
        onGoal={goTo}
        spot={spot}
        editedId={editedId}
        onEdit={edit}
        onReply={reply}
        onJump={jump}
        composer={composer}
      />
      <TypingLine typing={conversation.typing} />
      {details && !isMember ? (
        <JoinBar conversation={conversation} title={title} />
      ) : (
        <Composer
          field={composer}
          to={{ conversationId: id, threadId: null }}
          placeholder={details ? `Message ${title}` : 'Message'}
          onEditLast={() => {
            const own = lastOwn();
            if (own) setEditedId(own);
          }}
        />
      )}
    </section>
  );
}

/** The last message that the viewer may change; null where it is not loaded. */
function useLastOwn(conversationId: string): () => string | null {
  const parley = useParley();
  const viewerId = useViewerId();
  return () => {
    const { items } = parley.conversation(conversationId).timeline.get();
    const own = items.findLast(
      (item) =>
        item.kind === 'hole' ||
        (item.kind === 'message' && item.message.author?.id === viewerId && !item.message.deletedAt),
    );
    return own?.kind === 'message' ? own.message.id : null;
  };
}
