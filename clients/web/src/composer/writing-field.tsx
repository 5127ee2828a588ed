import {
  useId,
  useRef,
  type ClipboardEventHandler,
  type HTMLAttributes,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { GrowingText, type TextChange } from './growing-text';
import { MentionList } from './mention-list';
import { edited, erasedBy, type Mention, type Written } from './mentions';
import { useMentions } from './use-mentions';

interface Props {
  conversationId: string;
  written: Written;
  onChange: (written: Written) => void;
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  placeholder?: string;
  enterKeyHint?: HTMLAttributes<HTMLElement>['enterKeyHint'];
  isReadOnly?: boolean;
  describedBy?: string;
  isInvalid?: boolean;
  /** A key that is not for the list of people. */
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onPaste?: ClipboardEventHandler;
}

/** So many states of a text are remembered for when the browser takes a change back. */
const REMEMBERED = 200;

/** Where a message's text is written. Who is named in it is chosen from a list, and stays who was chosen. */
export function WritingField({ conversationId, written, onChange, field, ...props }: Props) {
  const listId = useId();
  const mentions = useMentions(conversationId, { written, field, onChange });
  const remembered = useRemembered(written);

  function change({ text, cursor, isUndo }: TextChange): void {
    const before = isUndo ? remembered(text) : undefined;
    const next = before ? { text, mentions: before } : edited(written, text, cursor);
    onChange(next);
    mentions.look(next, cursor);
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (mentions.press(event)) return;
    const { currentTarget } = event;
    const { selectionStart, selectionEnd } = currentTarget;
    const erased = selectionStart === selectionEnd ? erasedBy(event.key, written, selectionStart) : null;
    // the browser erases what is selected, and can take it back
    if (erased) currentTarget.setSelectionRange(erased.start, erased.end);
    else props.onKeyDown(event);
  }

  return (
    <>
      <GrowingText
        ref={field}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid || undefined}
        placeholder={props.placeholder}
        enterKeyHint={props.enterKeyHint}
        readOnly={props.isReadOnly}
        value={written.text}
        onChange={change}
        onSelect={({ currentTarget: { value, selectionStart } }) => {
          if (value === written.text) mentions.look(written, selectionStart);
        }}
        onKeyDown={press}
        onPaste={props.onPaste}
        onBlur={mentions.close}
        {...mentions.fieldProps(listId)}
      />
      <MentionList id={listId} mentions={mentions} />
    </>
  );
}

/** Who was named in a text that stood here before. */
function useRemembered({ text, mentions }: Written): (text: string) => readonly Mention[] | undefined {
  const past = useRef(new Map<string, readonly Mention[]>());
  past.current.delete(text);
  past.current.set(text, mentions);
  if (past.current.size > REMEMBERED) past.current.delete(past.current.keys().next().value!);
  return (before) => past.current.get(before);
}
