import type { Message } from '@parley/client';
import { useParley } from '@parley/client/react';
import { previewOf } from '../message/preview';
import { ConfirmDialog } from './confirm-dialog';

interface Props {
  message: Message;
  conversationId: string;
  onClose: () => void;
  /** Called as it begins. */
  onDelete: () => void;
}

export function DeleteDialog({ message, conversationId, onClose, onDelete }: Props) {
  const parley = useParley();
  async function remove(): Promise<void> {
    onDelete();
    await parley.conversation(conversationId).delete(message.id);
  }
  return (
    <ConfirmDialog title="Delete this message?" label="Delete" onAct={remove} onClose={onClose}>
      <blockquote className="quoted" dir="auto">
        {previewOf(message)}
      </blockquote>
      <p className="hint">It is gone for everybody, and so is what was attached.</p>
    </ConfirmDialog>
  );
}
