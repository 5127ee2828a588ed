import { memo } from 'react';
import type { Person } from '@parley/client/model';
import Markdown, { type Components } from 'react-markdown';
import { lineBreaks } from './line-breaks';
import gfm from 'remark-gfm';
import { MentionName } from './mention-name';
import { mentionMarks } from './mention-marks';

interface Props {
  text: string;
  mentions: readonly Person[];
}

/** What was written: CommonMark with GitHub's tables, lists and strokes. HTML in it is text. */
export const MessageText = memo(function MessageText({ text, mentions }: Props) {
  return (
    <div className="prose" dir="auto">
      <Markdown remarkPlugins={[gfm, lineBreaks, [mentionMarks, mentions]]} components={COMPONENTS}>
        {text}
      </Markdown>
    </div>
  );
});

const COMPONENTS: Components = {
  a: ({ children, href }) => (
    <a href={href} target="_blank" rel="noreferrer noopener nofollow">
      {children}
    </a>
  ),
  // a picture in a text would tell its server who reads
  img: ({ alt, src }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener nofollow">
      {alt || 'Picture'}
    </a>
  ),
  pre: ({ children }) => (
    <pre tabIndex={0} dir="ltr">
      {children}
    </pre>
  ),
  table: ({ children }) => (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  p: ({ children }) => <p dir="auto">{children}</p>,
  h1: ({ children }) => <p className="heading">{children}</p>,
  h2: ({ children }) => <p className="heading">{children}</p>,
  h3: ({ children }) => <p className="heading">{children}</p>,
  h4: ({ children }) => <p className="heading">{children}</p>,
  h5: ({ children }) => <p className="heading">{children}</p>,
  h6: ({ children }) => <p className="heading">{children}</p>,
  span: ({ children, ...props }) => <MentionName {...(props as Record<string, unknown>)}>{children}</MentionName>,
};
