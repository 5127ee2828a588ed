import type { ConversationSummary, PresenceStatus } from '@parley/client';
import { titleOf } from '../app/names';
import { shortTime, fullTime } from '../app/times';
import { useToday } from '../app/use-today';
import { useViewerId } from '../app/viewer';
import { Emblem } from '../conversation/emblem';
import { goOnWriting } from '../conversation/use-focus-to-write';
import { previewOf } from '../message/preview';
import { countOf, countsInWords } from './counts';
import { PlaceLink } from '../app/place-link';

interface Props {
  conversation: ConversationSummary;
  isCurrent: boolean;
  presence?: PresenceStatus;
  hasDraft: boolean;
}

/** One conversation of the list: who or what, what was said last, and how much of it is new. */
export function ConversationRow({ conversation, isCurrent, presence, hasDraft }: Props) {
  const today = useToday();
  const { unread = 0, mentions = 0 } = conversation.readState ?? {};
  const at = conversation.lastMessage?.createdAt ?? conversation.updatedAt;
  return (
    <li>
      <PlaceLink
        to={{ conversationId: conversation.id, seq: null, panel: null }}
        onFollow={() => goOnWriting(conversation.id)}
        className="row"
        aria-current={isCurrent ? 'page' : undefined}
        data-unread={unread > 0 || undefined}
      >
        <Emblem conversation={conversation} presence={presence} />
        <span className="row-title" dir="auto">
          {titleOf(conversation)}
        </span>
        <time className="row-time" dateTime={at} title={fullTime(at, today.zone)}>
          {shortTime(at, today)}
        </time>
        <span className="row-last" dir="auto">
          {hasDraft && !isCurrent ? <em>Draft</em> : <LastLine conversation={conversation} />}
        </span>
        {unread > 0 && (
          <span className={mentions > 0 ? 'badge mentioned' : 'badge'}>
            <span aria-hidden>
              {mentions > 0 && '@'}
              {countOf(mentions > 0 ? mentions : unread)}
            </span>
            <span className="unseen">{countsInWords(unread, mentions)}</span>
          </span>
        )}
      </PlaceLink>
    </li>
  );
}

function LastLine({ conversation: { lastMessage, kind, topic } }: { conversation: ConversationSummary }) {
  const viewerId = useViewerId();
  if (!lastMessage) return topic ?? 'Nothing said yet';
  const { author } = lastMessage;
  const who = author?.id === viewerId ? 'You' : kind === 'DIRECT' ? null : author?.displayName;
  return (
    <>
      {who && <bdi>{who}: </bdi>}
      <bdi>{previewOf(lastMessage)}</bdi>
    </>
  );
}
