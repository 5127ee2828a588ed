import { piecesOf, type Element, type Piece } from './tree';

/** A person's name by their id, in lower case; undefined for somebody who is not known. */
export type NameOf = (userId: string) => string | undefined;

/** What people read of a message: no marks of Markdown, no targets of links, people by name, a line for each block. */
export const plainText = (markdown: string, nameOf: NameOf): string =>
  wordsOf(piecesOf(markdown), nameOf)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .join('\n');

/** As `plainText`, in one line: for lists, quotes and notifications. */
export const plainLine = (markdown: string, nameOf: NameOf): string =>
  plainText(markdown, nameOf).replace(/\s+/g, ' ').trim();

/** Whom a message names as `<@user id>`, each once, in lower case. Code and what follows a backslash name nobody. */
export function mentionedIn(markdown: string): string[] {
  if (!markdown.includes('<@')) return [];
  return [...new Set(piecesOf(markdown).flatMap(mentionsOf))];
}

const mentionsOf = (piece: Piece): string[] => {
  if (piece.type === 'mention') return [piece.userId];
  return piece.type === 'element' ? piece.children.flatMap(mentionsOf) : [];
};

const wordsOf = (pieces: readonly Piece[], nameOf: NameOf): string =>
  pieces.map((piece) => wordsOfPiece(piece, nameOf)).join('');

function wordsOfPiece(piece: Piece, nameOf: NameOf): string {
  switch (piece.type) {
    case 'text':
    case 'code':
      return piece.text;
    case 'codeBlock':
      return `\n${piece.text}\n`;
    case 'break':
    case 'rule':
      return '\n';
    case 'mention':
      return `@${nameOf(piece.userId) ?? 'somebody'}`;
    case 'footnoteRef':
      return `[${piece.number}]`;
    case 'element':
      return wordsOfElement(piece, nameOf);
  }
}

function wordsOfElement({ name, children, ...more }: Element, nameOf: NameOf): string {
  const words = wordsOf(children, nameOf);
  switch (name) {
    case 'strong':
    case 'em':
    case 's':
    case 'a':
      return words;
    case 'th':
    case 'td':
      return `${words} `;
    case 'li':
      return `\n${signOf(more)}${words.trimStart()}\n`;
    case 'footnote':
      return `\n${more.number}. ${words.trimStart()}\n`;
    default:
      return `\n${words}\n`;
  }
}

/** What stands in front of an item: its number, and whether a task is done. */
const signOf = ({ number, done }: Partial<Element>): string =>
  `${number === undefined ? '' : `${number}. `}${done === undefined ? '' : done ? '☑ ' : '☐ '}`;
