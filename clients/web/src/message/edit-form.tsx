import { EditConflict, type Message } from '@parley/client';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';
import { problemOf } from '../app/problem';
import { useParley } from '@parley/client/react';
import { decoded, said } from '../composer/mentions';
import { WritingField } from '../composer/writing-field';
import { Trouble } from '../design/trouble';
import { withNames } from './preview';

interface Props {
  message: Message;
  conversationId: string;
  onDone: () => void;
}

/** A message's text while its author changes it. Enter saves, Escape leaves it as it was. */
export function EditForm({ message, conversationId, onDone }: Props) {
  const conversation = useParley().conversation(conversationId);
  const [written, setWritten] = useState(() => decoded(message.text, message.mentions));
  const [revision, setRevision] = useState(message.revision);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = said(written);
  // a message may be nothing but its files
  const canSave = !busy && (text !== '' || message.attachments.length > 0);
  useEffect(() => {
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
    // not before the menu that led here has given back the focus
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);

  async function save(): Promise<void> {
    if (!canSave) return;
    if (text === message.text) return onDone();
    setBusy(true);
    try {
      await conversation.edit({ id: message.id, revision }, text);
      onDone();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof EditConflict)) return setProblem(problemOf(error));
      setRevision(error.revision);
      const theirs = withNames(error.theirs, message.mentions);
      setProblem(`It was changed elsewhere meanwhile, to: “${theirs}”. Save again to put yours in its place.`);
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onDone();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void save();
    }
  }
  return (
    <div className="edit">
      <WritingField
        conversationId={conversationId}
        written={written}
        onChange={(next) => {
          setWritten(next);
          setProblem(null);
        }}
        field={field}
        label="Edit message"
        onKeyDown={press}
      />
      <Trouble>{problem}</Trouble>
      <div className="edit-foot">
        <Button className="button plain" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" isDisabled={!canSave} onPress={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  );
}
