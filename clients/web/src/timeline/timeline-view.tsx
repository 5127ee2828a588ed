import { ArrowDown } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Message } from '@parley/client/model';
import type { Timeline } from '@parley/client/timeline';
import { Button } from 'react-aria-components';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { problemOf } from '../app/problem';
import { useStore } from '@parley/client/react';
import { useViewerId } from '../app/viewer';
import { Trouble } from '../design/trouble';
import { lastMessage, rowsOf } from './rows';
import { RowView, type RowLook } from './row-view';
import { TimelinePlaceholders } from './timeline-placeholders';
import { useArrowKeys } from './use-arrow-keys';
import { useScrolling } from './use-scrolling';
import './timeline.css';

interface Props {
  conversationId: string;
  timeline: Timeline;
  /** The line before what is new; null for none. */
  unreadAfter: number | null;
  /** A message to show first, and to point at. */
  pointedAt: number | null;
  /** Whether what is around it has been loaded, if it can be. */
  isAround: boolean;
  editedId: string | null;
  onEdit: (messageId: string | null) => void;
  onReply: (message: Message) => void;
  /** The last message that can be seen, while somebody looks. */
  onSeen: (seq: number) => void;
  /** Where the composer is: below the last message. */
  composer: RefObject<HTMLTextAreaElement | null>;
}

/** A conversation's messages, oldest first. It stays where it is unless it is at its end. */
export function TimelineView({ timeline, unreadAfter, isAround, ...props }: Props) {
  const { status, items, hasOlder, loading, error } = useStore(timeline);
  const viewerId = useViewerId();
  const rows = useMemo(
    () => rowsOf(items, { hasOlder, viewerId, unreadAfter }),
    [items, hasOlder, viewerId, unreadAfter],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const isReady = status === 'ready' && isAround;
  const scrolling = useScrolling({ rows, timeline, scroller, list, ...props, isReady, viewerId });
  const [stop, setStop] = useState<string | null>(null);
  const arrows = useArrowKeys({ rows, scroller, list, stop, setStop, composer: props.composer });
  const look: RowLook = {
    ...props,
    timeline,
    loading,
    lastOwn: lastMessage(rows, viewerId)?.key ?? null,
    stop: stop ?? lastMessage(rows)?.key ?? null,
    direction: scrolling.direction,
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
        data-settled={scrolling.isSettled || undefined}
      >
        <div className="timeline-fill" />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={scrolling.isShifting}
          bufferSize={600}
          keepMounted={arrows.kept}
          onScroll={scrolling.onScroll}
          onScrollEnd={scrolling.onScrollEnd}
        >
          {(row) => <RowView key={row.key} row={row} look={look} />}
        </Virtualizer>
      </div>
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
