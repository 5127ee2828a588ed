import { ArrowUp, CheckCheck } from 'lucide-react';
import type { Conversation } from '@parley/client';
import { useStore } from '@parley/client/react';
import { Button } from 'react-aria-components';
import { clockTime, dayName } from '../app/times';
import { useToday } from '../app/use-today';
import type { Goal } from './goal';
import { messagesOf, type Row } from './rows';

interface Props {
  conversation: Conversation;
  rows: readonly Row[];
  unread: number;
  onGoal: (goal: Goal) => void;
  onRead: () => void;
}

/** How many messages are new, since when, and what can be done about it. Nothing is shown of what is read at once. */
export function NewBar({ conversation, rows, unread, onGoal, onRead }: Props) {
  const lastReadSeq = useStore(conversation.readState)?.lastReadSeq ?? 0;
  const since = useSince(rows);
  function markAllRead(): void {
    conversation.markRead();
    onRead();
  }
  return (
    <div className="new-bar" role="group" aria-label="New messages">
      <span>
        {wordsFor(unread)}
        {since && <span className="new-since"> since {since}</span>}
      </span>
      <Button className="button link" onPress={() => onGoal({ kind: 'unread', seq: lastReadSeq + 1 })}>
        <ArrowUp aria-hidden size={14} /> Jump to first
      </Button>
      <Button className="button link" onPress={markAllRead}>
        <CheckCheck aria-hidden size={14} /> Mark as read
      </Button>
    </div>
  );
}

/** The service counts up to a thousand. */
const wordsFor = (unread: number): string =>
  unread === 1 ? '1 new message' : `${unread >= 1_000 ? '1,000+' : unread} new messages`;

/** When the first new message came; null where it is not loaded. */
function useSince(rows: readonly Row[]): string | null {
  const today = useToday();
  const first = rows[rows.findIndex(({ kind }) => kind === 'unread') + 1];
  const at = first && messagesOf(first)[0]?.createdAt;
  if (!at) return null;
  const time = clockTime(at, today.zone);
  const day = dayName(at, today);
  return day === 'Today' ? time : `${day === 'Yesterday' ? 'yesterday' : day}, ${time}`;
}
