import type { Message } from '@parley/client/model';
import { useParley } from '@parley/client/react';
import { useDoing } from '../app/use-doing';
import { DialogFoot } from '../design/dialog-foot';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { previewOf } from '../message/preview';

interface Props {
  message: Message;
  conversationId: string;
  onClose: () => void;
  /** Called as it begins. */
  onDelete: () => void;
}

export function DeleteDialog({ message, conversationId, onClose, onDelete }: Props) {
  const parley = useParley();
  const { busy, problem, run } = useDoing();
  const remove = () =>
    run(async () => {
      onDelete();
      await parley.conversation(conversationId).delete(message.id);
      onClose();
    });
  return (
    <ModalDialog title="Delete this message?" onClose={onClose}>
      <blockquote className="quoted" dir="auto">
        {previewOf(message)}
      </blockquote>
      <p className="hint">It is gone for everybody, and so is what was attached.</p>
      <Trouble>{problem}</Trouble>
      <DialogFoot label="Delete" onAct={() => void remove()} isDisabled={busy} isDangerous onCancel={onClose} />
    </ModalDialog>
  );
}
