import { useState } from 'react';
import { Button } from 'react-aria-components';
import { later } from '../app/later';
import { useParley, useStore } from '@parley/client/react';
import { useViewerId } from '../app/viewer';

const SeenByDialog = later(async () => (await import('../dialogs/seen-by-dialog')).SeenByDialog);

interface Props {
  conversationId: string;
  seq: number;
}

/** How far one's last message has come: sent, or seen by others, and by whom. */
export function Receipt({ conversationId, seq }: Props) {
  const viewerId = useViewerId();
  const [isOpen, setOpen] = useState(false);
  const receipts = useStore(useParley().conversation(conversationId).receipts);
  const seen = [...receipts].flatMap(([userId, upTo]) => (userId !== viewerId && upTo >= seq ? [userId] : []));
  if (seen.length === 0) return <p className="receipt">Sent</p>;
  return (
    <>
      <Button className="receipt" aria-haspopup="dialog" onPress={() => setOpen(true)}>
        {seen.length === 1 ? 'Seen' : `Seen by ${seen.length}`}
      </Button>
      {isOpen && <SeenByDialog conversationId={conversationId} userIds={seen} onClose={() => setOpen(false)} />}
    </>
  );
}
