import { useState } from 'react';
import type { ConversationDetails } from '@parley/client';
import { Input, Label, TextField } from 'react-aria-components';
import { useParley } from '@parley/client/react';
import { useDoing } from '../app/use-doing';
import { DialogFoot } from '../design/dialog-foot';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';

interface Props {
  details: ConversationDetails;
  onClose: () => void;
}

/** What a conversation is called and about. */
export function EditConversationDialog({ details, onClose }: Props) {
  const parley = useParley();
  const { busy, problem, run } = useDoing();
  const [title, setTitle] = useState(details.title ?? '');
  const [topic, setTopic] = useState(details.topic ?? '');
  const save = () =>
    run(async () => {
      await parley.conversation(details.id).update({ title: title.trim(), topic: topic.trim() });
      onClose();
    });
  return (
    <ModalDialog title="Name and topic" onClose={onClose}>
      <TextField className="field" value={title} onChange={setTitle} autoFocus>
        <Label>Name</Label>
        <Input dir="auto" maxLength={100} />
      </TextField>
      <TextField className="field" value={topic} onChange={setTopic}>
        <Label>Topic</Label>
        <Input dir="auto" maxLength={250} />
      </TextField>
      <Trouble>{problem}</Trouble>
      <DialogFoot label="Save" onAct={() => void save()} isDisabled={busy} onCancel={onClose} />
    </ModalDialog>
  );
}
