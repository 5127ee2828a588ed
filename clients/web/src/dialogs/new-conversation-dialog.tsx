import { useState } from 'react';
import type { Author } from '@parley/client';
import { Input, Label, RadioButton, RadioField, RadioGroup, TextField } from 'react-aria-components';
import { go } from '../app/place';
import { useParley } from '@parley/client/react';
import { useDoing } from '../app/use-doing';
import { DialogFoot } from '../design/dialog-foot';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { PeopleChoice } from '../people/people-choice';
import './dialogs.css';

type Kind = 'people' | 'channel';

/** A direct message, a group, or a channel. */
export function NewConversationDialog({ onClose }: { onClose: () => void }) {
  const parley = useParley();
  const { busy, problem, run } = useDoing();
  const [kind, setKind] = useState<Kind>('people');
  const [people, setPeople] = useState<readonly Author[]>([]);
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [isPublic, setPublic] = useState(true);
  const isReady = kind === 'people' ? people.length > 0 : title.trim() !== '';

  const create = () =>
    run(async () => {
      const memberIds = people.map(({ id }) => id);
      const named = { title: title.trim() || undefined, topic: topic.trim() || undefined };
      const made = await parley.createConversation(
        kind === 'channel'
          ? { kind: 'CHANNEL', ...named, public: isPublic, memberIds }
          : people.length === 1
            ? { kind: 'DIRECT', memberIds }
            : { kind: 'GROUP', title: named.title, memberIds },
      );
      go({ conversationId: made.id });
      onClose();
    });

  return (
    <ModalDialog title="New conversation" onClose={onClose}>
      <RadioGroup
        className="segments"
        aria-label="Kind"
        orientation="horizontal"
        value={kind}
        onChange={(next) => setKind(next as Kind)}
      >
        <RadioField value="people">
          <RadioButton className="segment">With people</RadioButton>
        </RadioField>
        <RadioField value="channel">
          <RadioButton className="segment">Channel</RadioButton>
        </RadioField>
      </RadioGroup>
      {kind === 'channel' && (
        <>
          <TextField className="field" value={title} onChange={setTitle} isRequired autoFocus>
            <Label>Name</Label>
            <Input dir="auto" maxLength={100} />
          </TextField>
          <TextField className="field" value={topic} onChange={setTopic}>
            <Label>Topic</Label>
            <Input dir="auto" maxLength={250} placeholder="What it is about" />
          </TextField>
          <label className="check">
            <input type="checkbox" checked={isPublic} onChange={({ target }) => setPublic(target.checked)} />
            <span>
              Anybody of the workspace may read and join it
              <small className="hint"> (listed under Browse channels)</small>
            </span>
          </label>
        </>
      )}
      <PeopleChoice label={kind === 'people' ? 'Who with?' : 'Members'} chosen={people} onChange={setPeople} />
      {kind === 'people' && people.length > 1 && (
        <TextField className="field" value={title} onChange={setTitle}>
          <Label>Name of the group</Label>
          <Input dir="auto" maxLength={100} />
        </TextField>
      )}
      <Trouble>{problem}</Trouble>
      <DialogFoot
        label={kind === 'people' && people.length === 1 ? 'Open' : 'Create'}
        onAct={() => void create()}
        isDisabled={!isReady || busy}
        onCancel={onClose}
      />
    </ModalDialog>
  );
}
