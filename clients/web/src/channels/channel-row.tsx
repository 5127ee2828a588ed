import type { ConversationSummary } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Button } from 'react-aria-components';
import { titleOf } from '../app/names';
import { useNotice } from '../app/notices';
import { PlaceLink } from '../app/place-link';
import { membersInWords } from '../conversation/members-in-words';
import { Emblem } from '../conversation/emblem';

interface Props {
  channel: ConversationSummary;
  /** Called when it is opened. */
  onOpen?: () => void;
}

/** A public channel: it can be looked at, and joined. */
export function ChannelRow({ channel, onOpen }: Props) {
  const parley = useParley();
  const { attempt } = useNotice();
  const { id, memberCount, topic } = channel;
  const title = titleOf(channel);
  return (
    <li className="channel">
      <Emblem conversation={channel} />
      <PlaceLink
        className="channel-name"
        to={{ conversationId: id, seq: null, panel: null }}
        // the page goes there first, and then whatever led to it goes away
        onClick={onOpen && (() => queueMicrotask(onOpen))}
      >
        <bdi>{title}</bdi>
        <small dir="auto">
          {membersInWords(memberCount)}
          {topic && ` · ${topic}`}
        </small>
      </PlaceLink>
      {channel.readState ? (
        <span className="tag">Joined</span>
      ) : (
        <Button
          className="button plain"
          aria-label={`Join ${title}`}
          onPress={() => void attempt(parley.conversation(id).join())}
        >
          Join
        </Button>
      )}
    </li>
  );
}
