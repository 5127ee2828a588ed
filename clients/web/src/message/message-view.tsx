import { MessagesSquare, Pin } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import type { Message } from '@parley/client';
import { Button } from 'react-aria-components';
import { ErrorBoundary } from 'react-error-boundary';
import { clockTime, fullTime, narrowTime } from '../app/times';
import { useToday } from '../app/use-today';
import { later } from '../app/later';
import { go } from '../app/place';
import { useViewerId } from '../app/viewer';
import { Attachments } from '../media/attachments';
import { Avatar } from '../people/avatar';
import { MessageText, WrittenText } from './markdown';
import { MessageActions, type ActOn } from './message-actions';
import { Reactions } from './reactions';
import { Receipt } from './receipt';
import { QuoteLink } from './quote';
import { useFocusOnceDeleted } from './use-focus-once-deleted';
import './message.css';

const EditForm = later(async () => (await import('./edit-form')).EditForm);
const HistoryDialog = later(async () => (await import('../dialogs/history-dialog')).HistoryDialog);

interface Props {
  message: Message;
  conversationId: string;
  isFollowUp: boolean;
  /** In a thread or a list of pins: what leads there is left out. */
  within?: 'timeline' | 'thread';
  isPointedAt?: boolean;
  isEdited?: boolean;
  /** Whether Tab leads to it: the other messages are reached by arrow keys. */
  isStop?: boolean;
  /** The viewer's last: it says how far it has come. */
  isLastOwn?: boolean;
  onEdit: (messageId: string | null) => void;
  onReply?: (message: Message) => void;
  /** Goes to a message that it quotes, also where the address is that one's already. */
  onJump?: (seq: number) => void;
}

/** One message, with all that belongs to it. Should showing it fail, the conversation goes on around its text. */
export const MessageView = memo(function MessageView(props: Props) {
  return (
    <ErrorBoundary resetKeys={[props.message]} fallback={<BareMessage message={props.message} />}>
      <WholeMessage {...props} />
    </ErrorBoundary>
  );
});

const BareMessage = ({ message: { id, author, text } }: { message: Message }) => (
  <article className="message" data-message={id} tabIndex={-1}>
    <div className="message-body">
      <bdi className="author">{author?.displayName ?? 'Somebody'}</bdi>
      <WrittenText text={text} />
    </div>
  </article>
);

function WholeMessage(props: Props) {
  const { message, conversationId, isFollowUp, within = 'timeline', isEdited = false, onEdit } = props;
  // its buttons are not drawn before somebody comes near
  const [isAwake, setAwake] = useState(false);
  const { zone } = useToday();
  const { author, createdAt, editedAt, deletedAt } = message;
  const name = author?.displayName ?? 'Somebody';
  const place = useRef<HTMLElement>(null);
  const act: ActOn = {
    message,
    conversationId,
    within,
    onEdit: () => onEdit(message.id),
    onDelete: useFocusOnceDeleted(place, deletedAt),
    onReply: props.onReply,
  };
  return (
    <article
      ref={place}
      className="message"
      data-message={message.id}
      data-seqs={message.seq}
      data-follow-up={isFollowUp || undefined}
      data-pointed={props.isPointedAt || undefined}
      data-mentions-me={useMentionsMe(message) || undefined}
      aria-label={`${name}, ${fullTime(createdAt, zone)}`}
      tabIndex={props.isStop ? 0 : -1}
      onPointerEnter={() => setAwake(true)}
      onFocus={() => setAwake(true)}
    >
      {!isFollowUp && author && <Avatar person={author} />}
      {isFollowUp && (
        <time className="side-time" dateTime={createdAt} title={fullTime(createdAt, zone)}>
          {narrowTime(createdAt, zone)}
        </time>
      )}
      <div className="message-body">
        {within === 'timeline' && <Context message={message} conversationId={conversationId} onJump={props.onJump} />}
        {!isFollowUp && (
          <header className="message-head">
            <bdi className="author">{name}</bdi>
            {author?.bot && <span className="tag">Bot</span>}
            <time dateTime={createdAt} title={fullTime(createdAt, zone)}>
              {clockTime(createdAt, zone)}
            </time>
            {message.pinned && (
              <span className="pinned">
                <Pin aria-hidden size={12} /> Pinned
              </span>
            )}
          </header>
        )}
        {deletedAt ? (
          <p className="deleted">Message deleted</p>
        ) : isEdited ? (
          <EditForm message={message} conversationId={conversationId} onDone={() => onEdit(null)} />
        ) : (
          <>
            {message.text && <MessageText text={message.text} mentions={message.mentions} />}
            {editedAt && <EditedMark message={message} />}
            <Attachments attachments={message.attachments} />
          </>
        )}
        <Reactions message={message} conversationId={conversationId} />
        {within === 'timeline' && message.replyCount > 0 && <ThreadLink message={message} />}
      </div>
      {isAwake && !deletedAt && !isEdited && <MessageActions on={act} />}
      {props.isLastOwn && !deletedAt && <Receipt conversationId={conversationId} seq={message.seq} />}
    </article>
  );
}

function useMentionsMe({ mentions }: Message): boolean {
  const viewerId = useViewerId();
  return mentions.some(({ id }) => id === viewerId);
}

type ContextProps = Pick<Props, 'message' | 'conversationId' | 'onJump'>;

/** The message that it replies to, or its thread. */
function Context({ message: { replyTo, thread }, conversationId, onJump }: ContextProps) {
  if (replyTo) return <QuoteLink quoted={replyTo} conversationId={conversationId} onJump={onJump} />;
  if (!thread) return null;
  return (
    <p className="context">
      <MessagesSquare aria-hidden size={14} />
      <Button className="button link" onPress={() => go({ panel: { kind: 'thread', rootId: thread.id } })}>
        Replied in a thread
      </Button>
    </p>
  );
}

function EditedMark({ message }: { message: Message }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className="edited" onPress={() => setOpen(true)}>
        edited<span className="unseen">: show what it said before</span>
      </Button>
      {isOpen && <HistoryDialog message={message} onClose={() => setOpen(false)} />}
    </>
  );
}

function ThreadLink({ message: { id, replyCount } }: { message: Message }) {
  return (
    <Button className="thread-link" onPress={() => go({ panel: { kind: 'thread', rootId: id } })}>
      <MessagesSquare aria-hidden size={15} />
      {replyCount === 1 ? '1 reply' : `${replyCount} replies`}
    </Button>
  );
}
