import { ArrowUp, Paperclip, X } from 'lucide-react';
import { useId, useRef, type ClipboardEvent, type KeyboardEvent, type Ref } from 'react';
import type { Message } from '@parley/client/model';
import { Button, FileTrigger } from 'react-aria-components';
import { IconButton } from '../design/icon-button';
import { plain, withNames } from '../message/preview';
import { EmojiButton } from './emoji-button';
import { GrowingText } from './growing-text';
import { MentionList } from './mention-list';
import { UploadChips } from './upload-chips';
import { useComposer, type Destination } from './use-composer';
import { useDrop } from './use-drop';
import { useMentions } from './use-mentions';
import './composer.css';

interface Props {
  to: Destination;
  placeholder: string;
  replyTo?: Message | null;
  onReplyEnd?: () => void;
  onEditLast?: () => void;
  onLeave?: () => void;
  ref?: Ref<HTMLTextAreaElement>;
}

/** Where a message is written. Enter sends it to where it was begun. */
export function Composer({ to, placeholder, replyTo = null, onReplyEnd, onEditLast, onLeave, ref }: Props) {
  const listId = useId();
  const field = useRef<HTMLTextAreaElement | null>(null);
  const composer = useComposer(to, { replyTo, onReplyEnd });
  const { draft, uploads } = composer;
  const mentions = useMentions(to.conversationId, { draft, field, onInsert: composer.change });

  useDrop(field, uploads.add);

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // an input method composes: all keys are its own, also where only the key code says so (Safari)
    if (event.nativeEvent.isComposing || (event as { keyCode?: number }).keyCode === 229) return;
    if (mentions.press(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      composer.send();
    } else if (event.key === 'ArrowUp' && draft.text === '' && onEditLast) {
      event.preventDefault();
      onEditLast();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (replyTo) onReplyEnd?.();
      else if (onLeave) onLeave();
      else event.currentTarget.blur();
    }
  }

  function paste(event: ClipboardEvent): void {
    const { files } = event.clipboardData;
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add([...files]);
  }

  return (
    <div className="composer">
      {replyTo && (
        <p className="answering" dir="auto">
          <span className="answering-text">
            Answer to <bdi className="author">{replyTo.author?.displayName ?? 'Somebody'}</bdi>:{' '}
            {plain(withNames(replyTo.text, replyTo.mentions))}
          </span>
          <IconButton small icon={X} label="Do not answer this" onPress={() => onReplyEnd?.()} />
        </p>
      )}
      <UploadChips uploads={uploads} />
      {composer.problem && (
        <p role="alert" className="trouble">
          {composer.problem}
        </p>
      )}
      <div className="composer-box" data-waiting={composer.isWaiting || undefined}>
        <FileTrigger allowsMultiple onSelect={(files) => files && uploads.add([...files])}>
          <Button className="icon-button" aria-label="Attach files">
            <Paperclip aria-hidden />
          </Button>
        </FileTrigger>
        <GrowingText
          ref={(element) => {
            field.current = element;
            if (typeof ref === 'function') ref(element);
            else if (ref) ref.current = element;
          }}
          aria-label={placeholder}
          placeholder={placeholder}
          enterKeyHint="send"
          value={draft.text}
          onChange={(text, cursor) => {
            composer.change(text);
            mentions.look(text, cursor);
          }}
          onSelect={({ currentTarget: { value, selectionStart } }) => mentions.look(value, selectionStart)}
          onKeyDown={press}
          onPaste={paste}
          onBlur={mentions.close}
          {...mentions.fieldProps(listId)}
        />
        <EmojiButton onChoose={(emoji) => composer.insert(field.current, emoji)} />
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
        <MentionList id={listId} mentions={mentions} />
      </div>
    </div>
  );
}
