import type { Message } from '@parley/client/model';
import { Button } from 'react-aria-components';
import { useParley } from '@parley/client/react';
import { useDoing } from '../app/use-doing';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { previewOf } from '../message/preview';

interface Props {
  message: Message;
  conversationId: string;
  onClose: () => void;
}

export function DeleteDialog({ message, conversationId, onClose }: Props) {
  const parley = useParley();
  const { busy, problem, run } = useDoing();
  return (
    <ModalDialog title="Delete this message?" onClose={onClose}>
      <blockquote className="quoted" dir="auto">
        {previewOf(message)}
      </blockquote>
      <p className="hint">It is gone for everybody, and so is what was attached.</p>
      <Trouble>{problem}</Trouble>
      <div className="dialog-foot">
        <Button className="button plain" onPress={onClose}>
          Cancel
        </Button>
        <Button
          className="button danger"
          isDisabled={busy}
          onPress={() =>
            void run(async () => {
              await parley.conversation(conversationId).delete(message.id);
              onClose();
            })
          }
        >
          Delete
        </Button>
      </div>
    </ModalDialog>
  );
}
