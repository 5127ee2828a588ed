import { ArrowDown } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Conversation, Message } from '@parley/client';
import { Button } from 'react-aria-components';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { later } from '../app/later';
import { problemOf } from '../app/problem';
import { useStore } from '@parley/client/react';
import { useToday } from '../app/use-today';
import { useViewerId } from '../app/viewer';
import { Trouble } from '../design/trouble';
import type { Goal } from './goal';
import { lastMessage, rowsOf } from './rows';
import { RowView, type RowLook } from './row-view';
import { TimelinePlaceholders } from './timeline-placeholders';
import { useArrowKeys } from './use-arrow-keys';
import { useReading } from './use-reading';
import { useScrolling } from './use-scrolling';
import './timeline.css';

const NewBar = later(async () => (await import('./new-bar')).NewBar);

interface Props {
  conversation: Conversation;
  /** The line before what is new; null for none. */
  unreadAfter: number | null;
  /** Takes the line away. */
  onAllRead: () => void;
  /** The message that a link points to. */
  pointedAt: number | null;
  /** Where to be, and whether that has been loaded, if it can be. */
  goal: Goal | null;
  isReached: boolean;
  onGoal: (goal: Goal) => void;
  spot: RefObject<Goal | null>;
  editedId: string | null;
  onEdit: (messageId: string | null) => void;
  onReply: (message: Message) => void;
  onJump: (seq: number) => void;
  /** Where the composer is: below the last message. */
  composer: RefObject<HTMLTextAreaElement | null>;
}

/** A conversation's messages, oldest first. It stays where it is unless it is at its end. */
export function TimelineView({ conversation, unreadAfter, isReached, ...props }: Props) {
  const { timeline } = conversation;
  const { status, items, hasOlder, loading, error } = useStore(timeline);
  const viewerId = useViewerId();
  const today = useToday();
  const { pointedAt, onGoal } = props;
  const rows = useMemo(
    () => rowsOf(items, { hasOlder, viewerId, unreadAfter, pointedAt, zone: today.zone }),
    [items, hasOlder, viewerId, unreadAfter, pointedAt, today.zone],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const isReady = status === 'ready' && isReached;
  const scrolling = useScrolling({ rows, timeline, scroller, list, ...props, isReady, viewerId });
  const reading = useReading({ conversation, scroller, isSettled: scrolling.isSettled });
  const [stop, setStop] = useState<string | null>(null);
  const arrows = useArrowKeys({ rows, scroller, list, stop, setStop, composer: props.composer });
  const look: RowLook = {
    ...props,
    conversationId: conversation.id,
    timeline,
    loading,
    lastOwn: lastMessage(rows, viewerId)?.key ?? null,
    stop: stop ?? lastMessage(rows)?.key ?? null,
    direction: scrolling.direction,
    today,
  };

  if (status === 'loading' && items.length === 0) return <TimelinePlaceholders />;
  return (
    <div className="timeline">
      <div
        ref={scroller}
        className="timeline-scroll"
        role="region"
        aria-label="Messages"
        tabIndex={0}
        onKeyDown={(event: KeyboardEvent) => arrows.press(event)}
        onFocus={arrows.follow}
        data-settled={scrolling.isShown || undefined}
      >
        <div className="timeline-fill" />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={scrolling.isShifting}
          bufferSize={600}
          keepMounted={arrows.kept}
          onScroll={(at) => {
            scrolling.onScroll(at);
            reading.glance();
          }}
          onScrollEnd={() => {
            scrolling.onScrollEnd();
            reading.glance();
          }}
          onResize={reading.glance}
        >
          {(row) => <RowView key={row.key} row={row} look={look} />}
        </Virtualizer>
      </div>
      {reading.unread > 0 && (
        <NewBar
          rows={rows}
          conversation={conversation}
          unread={reading.unread}
          onGoal={onGoal}
          onRead={props.onAllRead}
        />
      )}
      {error && (
        <div className="timeline-trouble">
          <Trouble onRetry={() => void timeline.retry()}>{problemOf(error)}</Trouble>
        </div>
      )}
      {!scrolling.isAtEnd && (
        <Button className="to-end" onPress={scrolling.toEnd} data-new={scrolling.news !== null || undefined}>
          <ArrowDown aria-hidden size={16} />
          {scrolling.news ?? 'To the latest'}
        </Button>
      )}
    </div>
  );
}
