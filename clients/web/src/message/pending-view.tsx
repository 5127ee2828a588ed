import type { PendingMessage } from '@parley/client';
import { Clock3, LoaderCircle, TriangleAlert } from 'lucide-react';
import { Button } from 'react-aria-components';
import { clockTime } from '../app/times';
import { useNow } from '../app/use-now';
import { useOfflineSince } from '../app/use-offline-since';
import { useParley, useStore } from '@parley/client/react';
import { Attachments } from '../media/attachments';
import { Avatar } from '../people/avatar';
import { MessageText } from './markdown';
import { stateOf } from './pending-words';
import { Quote } from './quote';

interface Props {
  pending: PendingMessage;
  isFollowUp: boolean;
}

/** What was said and is not there yet. It says how it stands, in words. */
export function PendingView({ pending, isFollowUp }: Props) {
  const { viewer, outbox } = useParley();
  const author = useStore(viewer);
  const isOffline = useOfflineSince() !== null;
  const now = useNow(pending.retryAt !== null);
  const { words, kind } = stateOf(pending, { now, isOffline });
  const Icon = { turn: Clock3, waiting: Clock3, sending: LoaderCircle, failed: TriangleAlert }[kind];
  const { clientMessageId, draft } = pending;
  return (
    <article className="message pending" data-follow-up={isFollowUp || undefined} aria-label={`You: ${words}`}>
      {!isFollowUp && author && <Avatar person={author} />}
      {isFollowUp && <span className="side-time" />}
      <div className="message-body">
        {draft.preview?.replyTo && <Quote quoted={draft.preview.replyTo} />}
        {!isFollowUp && (
          <header className="message-head">
            <bdi className="author">{author?.displayName ?? 'You'}</bdi>
            <time>{clockTime(pending.createdAt)}</time>
          </header>
        )}
        {draft.text && <MessageText text={draft.text} mentions={draft.preview?.mentions ?? []} />}
        <Attachments attachments={draft.preview?.attachments ?? []} />
        <p className="sending" data-kind={kind} role={kind === 'failed' ? 'alert' : undefined}>
          <Icon aria-hidden size={14} />
          {words}
          {(kind === 'failed' || pending.retryAt !== null) && (
            <Button className="button link" onPress={() => outbox.retry(clientMessageId)}>
              Try now
            </Button>
          )}
          {kind !== 'sending' && (
            <Button className="button link" onPress={() => outbox.discard(clientMessageId)}>
              Discard
            </Button>
          )}
        </p>
      </div>
    </article>
  );
}
