import { useParley, useStore } from '@parley/client/react';
import { useViewerId } from '../app/viewer';

interface Props {
  conversationId: string;
  seq: number;
}

/** How far one's last message has come: sent, or seen by others. */
export function Receipt({ conversationId, seq }: Props) {
  const viewerId = useViewerId();
  const receipts = useStore(useParley().conversation(conversationId).receipts);
  const seen = [...receipts].filter(([userId, upTo]) => userId !== viewerId && upTo >= seq).length;
  return <p className="receipt">{seen === 0 ? 'Sent' : seen === 1 ? 'Seen' : `Seen by ${seen}`}</p>;
}
