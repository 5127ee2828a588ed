import { useLayoutEffect, useRef, type Ref, type TextareaHTMLAttributes } from 'react';

export interface TextChange {
  readonly text: string;
  readonly cursor: number;
  /** Whether the browser took something back, or did it again. */
  readonly isUndo: boolean;
}

interface Props extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value'> {
  value: string;
  onChange: (change: TextChange) => void;
  ref?: Ref<HTMLTextAreaElement>;
}

/** A text field that is as high as its text, up to where it scrolls. */
export function GrowingText({ value, onChange, ref, ...props }: Props) {
  const own = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const field = own.current;
    // browsers that know `field-sizing` do it by themselves
    if (!field || CSS.supports('field-sizing', 'content')) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = `${field.scrollHeight}px`;
  }, [value]);
  return (
    <textarea
      rows={1}
      dir="auto"
      {...props}
      ref={(field) => {
        own.current = field;
        if (typeof ref === 'function') ref(field);
        else if (ref) ref.current = field;
      }}
      className="growing-text"
      value={value}
      onChange={({ target, nativeEvent }) => {
        const isUndo = ((nativeEvent as InputEvent).inputType ?? '').startsWith('history');
        onChange({ text: target.value, cursor: target.selectionStart, isUndo });
      }}
    />
  );
}
