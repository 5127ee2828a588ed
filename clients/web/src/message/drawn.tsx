import type { Element, Piece } from '@parley/text/tree';
import type { ReactNode } from 'react';
import { FootnoteLink } from './footnote-link';
import { MentionName } from './mention-name';

interface Around {
  /** What the ids of this message's footnotes begin with. */
  noteId: string;
  nameOf: (userId: string) => string | undefined;
}

/** The parts of a message as the page shows them. A long one has thousands, so that none is a component of its own. */
export const drawn = (pieces: readonly Piece[], around: Around): ReactNode[] =>
  pieces.map((piece, n) => (piece.type === 'element' ? drawnElement(piece, n, around) : drawnLeaf(piece, n, around)));

function drawnLeaf(piece: Exclude<Piece, Element>, key: number, { noteId, nameOf }: Around): ReactNode {
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'break':
      return <br key={key} />;
    case 'rule':
      return <hr key={key} />;
    case 'code':
      return <code key={key}>{piece.text}</code>;
    case 'codeBlock':
      return (
        <pre key={key} tabIndex={0} dir="ltr">
          <code>{piece.text}</code>
        </pre>
      );
    case 'mention':
      return <MentionName key={key} userId={piece.userId} name={nameOf(piece.userId) ?? 'somebody'} />;
    case 'footnoteRef':
      return <FootnoteLink key={key} to={`${noteId}-${piece.number}`} number={piece.number} />;
  }
}

function drawnElement(element: Element, key: number, around: Around): ReactNode {
  const { name: Name, number, done } = element;
  const children = drawn(element.children, around);
  switch (Name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return (
        <p key={key} className="heading" dir="auto">
          {children}
        </p>
      );
    case 'p':
      return (
        <p key={key} dir="auto">
          {children}
        </p>
      );
    case 'a':
      return (
        <a key={key} href={element.href} target="_blank" rel="noreferrer noopener nofollow">
          {children}
        </a>
      );
    case 'ol':
      return (
        <ol key={key} start={element.start}>
          {children}
        </ol>
      );
    case 'li':
      // a task has a box in place of a bullet
      return done === undefined ? (
        <li key={key}>{children}</li>
      ) : (
        <li key={key} className="task">
          <input type="checkbox" checked={done} disabled aria-label={done ? 'Done' : 'To do'} /> {children}
        </li>
      );
    case 'table':
      return (
        <div key={key} className="table-scroll" tabIndex={0} role="region" aria-label="Table">
          <table>{children}</table>
        </div>
      );
    case 'footnotes':
      return (
        <ol key={key} className="footnotes" aria-label="Footnotes">
          {children}
        </ol>
      );
    case 'footnote':
      return (
        <li key={key} id={`${around.noteId}-${number}`} tabIndex={-1}>
          {children}
        </li>
      );
    default:
      return <Name key={key}>{children}</Name>;
  }
}
