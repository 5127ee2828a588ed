import type { Message, Timeline, TimelineState } from '@parley/client';
import type { RefObject } from 'react';
import { later } from '../app/later';
import { dayName, type Today } from '../app/times';
import { MessageView } from '../message/message-view';
import { PendingView } from '../message/pending-view';
import { HoleView } from './hole-view';
import type { Row } from './rows';

const RepliesView = later(async () => (await import('./replies-view')).RepliesView);

export interface RowLook {
  readonly conversationId: string;
  readonly timeline: Timeline;
  readonly loading: TimelineState['loading'];
  readonly pointedAt: number | null;
  readonly editedId: string | null;
  readonly onEdit: (messageId: string | null) => void;
  readonly onReply: (message: Message) => void;
  /** The row of the viewer's last message. */
  readonly lastOwn: string | null;
  /** The row that Tab leads to. */
  readonly stop: string | null;
  /** Which way somebody scrolls: a hole is filled from where they come. */
  readonly direction: RefObject<'up' | 'down'>;
  readonly today: Today;
  /** Goes to a message that another one quotes. */
  readonly onJump: (seq: number) => void;
}

export function RowView({ row, look }: { row: Row; look: RowLook }) {
  switch (row.kind) {
    case 'start':
      return <p className="timeline-start">This is where it begins.</p>;
    case 'older':
      return (
        <p className="timeline-older" aria-hidden={look.loading !== 'older'}>
          {look.loading === 'older' && <span className="spinner" role="status" aria-label="Loading older messages" />}
        </p>
      );
    case 'day':
      return (
        <p className="day" role="separator" aria-label={dayName(row.at, look.today)}>
          <span>{dayName(row.at, look.today)}</span>
        </p>
      );
    case 'unread':
      return (
        <p className="unread-line" role="separator" aria-label="New messages">
          <span>New</span>
        </p>
      );
    case 'hole':
      return <HoleView hole={row.hole} timeline={look.timeline} direction={look.direction} />;
    case 'replies':
      return <RepliesView row={row} />;
    case 'pending':
      return <PendingView pending={row.item.pending} isFollowUp={row.isFollowUp} />;
    case 'message': {
      const { message } = row.item;
      return (
        <MessageView
          message={message}
          conversationId={look.conversationId}
          isFollowUp={row.isFollowUp}
          isPointedAt={message.seq === look.pointedAt}
          isEdited={message.id === look.editedId}
          isLastOwn={row.key === look.lastOwn}
          isStop={row.key === look.stop}
          onEdit={look.onEdit}
          onReply={look.onReply}
          onJump={look.onJump}
        />
      );
    }
  }
}
