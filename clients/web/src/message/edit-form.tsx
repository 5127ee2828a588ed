import { EditConflict } from '@parley/client/errors';
import type { Message } from '@parley/client/model';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';
import { problemOf } from '../app/problem';
import { useParley } from '@parley/client/react';
import { GrowingText } from '../composer/growing-text';
import { decodeMentions, encodeMentions } from '../composer/mentions';

interface Props {
  message: Message;
  conversationId: string;
  onDone: () => void;
}

/** A message's text while its author changes it. Enter saves, Escape leaves it as it was. */
export function EditForm({ message, conversationId, onDone }: Props) {
  const conversation = useParley().conversation(conversationId);
  const [text, setText] = useState(() => decodeMentions(message.text, message.mentions));
  const [revision, setRevision] = useState(message.revision);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // not before the menu that led here has given back the focus
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
    });
    return () => cancelAnimationFrame(frame);
  }, []);

  async function save(): Promise<void> {
    const changed = encodeMentions(text.trim(), message.mentions);
    if (changed === message.text) return onDone();
    setBusy(true);
    try {
      await conversation.edit({ id: message.id, revision }, changed);
      onDone();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof EditConflict)) return setProblem(problemOf(error));
      setRevision(error.revision);
      setProblem(`It was changed elsewhere meanwhile, to: “${error.theirs}”. Save again to put yours in its place.`);
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onDone();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void save();
    }
  }
  return (
    <div className="edit">
      <GrowingText ref={field} aria-label="Edit message" value={text} onChange={setText} onKeyDown={press} />
      {problem && (
        <p role="alert" className="trouble">
          {problem}
        </p>
      )}
      <div className="edit-foot">
        <Button className="button plain" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" isDisabled={busy || text.trim() === ''} onPress={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  );
}
