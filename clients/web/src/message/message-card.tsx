import type { Message } from '@parley/client';
import type { ReactNode } from 'react';
import { isPanelBeside, usePlace } from '../app/place';
import { PlaceLink } from '../app/place-link';
import { fullTime, shortTime } from '../app/times';
import { useToday } from '../app/use-today';
import { Avatar } from '../people/avatar';
import { previewOf } from './preview';

interface Props {
  message: Message;
  conversationId: string;
  /** In place of what it says. */
  children?: ReactNode;
  /** Where it was said. */
  where?: ReactNode;
}

/** A message in short; it leads to where it was said. The list that it is in stays, where there is room for both. */
export function MessageCard({ message, conversationId, children, where }: Props) {
  const { panel } = usePlace();
  const today = useToday();
  return (
    <PlaceLink className="card" to={{ conversationId, seq: message.seq, panel: isPanelBeside() ? panel : null }}>
      <span className="card-head">
        {message.author && <Avatar person={message.author} size="small" />}
        <bdi className="author">{message.author?.displayName ?? 'Somebody'}</bdi>
        <time dateTime={message.createdAt} title={fullTime(message.createdAt, today.zone)}>
          {shortTime(message.createdAt, today)}
        </time>
      </span>
      <span className="card-text" dir="auto">
        {children ?? previewOf(message)}
      </span>
      {where && <span className="card-where">{where}</span>}
    </PlaceLink>
  );
}
