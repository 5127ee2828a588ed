import { ArrowUp, Paperclip, X } from 'lucide-react';
import { useId, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { IconButton } from '../design/icon-button';
import { Trouble } from '../design/trouble';
import { lineOf } from '../message/preview';
import { EmojiButton } from './emoji-button';
import { roomLeft } from './length';
import { said } from './mentions';
import { pastedFiles } from './pasted-files';
import { UploadChips } from './upload-chips';
import { useComposer, type Destination } from './use-composer';
import { useDrop } from './use-drop';
import { WritingField } from './writing-field';
import './composer.css';

interface Props {
  to: Destination;
  placeholder: string;
  onEditLast?: () => void;
  onLeave?: () => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** Where a message is written. Enter sends it to where it was begun. */
export function Composer({ to, placeholder, onEditLast, onLeave, field }: Props) {
  const roomId = useId();
  const composer = useComposer(to, field);
  const { draft, uploads } = composer;
  const { replyTo } = draft;
  const left = roomLeft(said(draft));

  useDrop(field, uploads.add);

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      composer.send();
    } else if (event.key === 'ArrowUp' && draft.text === '' && onEditLast) {
      event.preventDefault();
      onEditLast();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (replyTo) composer.endReply();
      else if (onLeave) onLeave();
      else event.currentTarget.blur();
    }
  }

  function paste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  }

  return (
    <div className="composer">
      {replyTo && (
        <p className="replying" dir="auto">
          <span className="replying-text">
            Reply to <bdi className="author">{replyTo.author?.displayName ?? 'Somebody'}</bdi>: {lineOf(replyTo)}
          </span>
          <IconButton small icon={X} label="Do not reply" onPress={composer.endReply} />
        </p>
      )}
      <UploadChips uploads={uploads} />
      <Trouble>{composer.problem}</Trouble>
      <div className="composer-box" data-waiting={composer.isWaiting || undefined}>
        <FileTrigger allowsMultiple onSelect={(files) => files && uploads.add([...files])}>
          <Button className="icon-button" aria-label="Attach files">
            <Paperclip aria-hidden />
          </Button>
        </FileTrigger>
        <WritingField
          conversationId={to.conversationId}
          written={draft}
          onChange={composer.change}
          field={field}
          label={placeholder}
          placeholder={placeholder}
          enterKeyHint="send"
          isReadOnly={composer.isWaiting}
          describedBy={left === null ? undefined : roomId}
          isInvalid={left !== null && left < 0}
          onKeyDown={press}
          onPaste={paste}
        />
        <EmojiButton onChoose={composer.insert} />
        <Button
          className="send"
          aria-label={composer.isWaiting ? 'Sends when uploaded' : 'Send'}
          isDisabled={!composer.canSend}
          onPress={() => {
            composer.send();
            field.current?.focus();
          }}
        >
          {composer.isWaiting ? <span className="spinner" /> : <ArrowUp aria-hidden />}
        </Button>
      </div>
      {left !== null && (
        <p id={roomId} className="room" data-over={left < 0 || undefined}>
          {roomInWords(left)}
        </p>
      )}
    </div>
  );
}

function roomInWords(left: number): string {
  const count = Math.abs(left);
  const characters = count === 1 ? '1 character' : `${count.toLocaleString()} characters`;
  return left < 0 ? `${characters} too many` : `${characters} left`;
}
