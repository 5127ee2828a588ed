import { memo, useId, useMemo } from 'react';
import type { Person } from '@parley/client';
import { piecesOf } from '@parley/text/tree';
import { ErrorBoundary } from 'react-error-boundary';
import { drawn } from './drawn';
import { nameIn } from './preview';

interface Props {
  text: string;
  mentions: readonly Person[];
}

/** What a message says. Should drawing it fail, its text stands there as it was written. */
export const MessageText = memo(function MessageText({ text, mentions }: Props) {
  return (
    <ErrorBoundary resetKeys={[text, mentions]} fallback={<WrittenText text={text} />}>
      <Markdown text={text} mentions={mentions} />
    </ErrorBoundary>
  );
});

export const WrittenText = ({ text }: { text: string }) => (
  <div className="prose" dir="auto">
    <p dir="auto">{text}</p>
  </div>
);

function Markdown({ text, mentions }: Props) {
  const noteId = useId();
  const pieces = useMemo(() => piecesOf(text), [text]);
  return (
    <div className="prose" dir="auto">
      {drawn(pieces, { noteId, nameOf: nameIn(mentions) })}
    </div>
  );
}
