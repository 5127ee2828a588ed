import { piecesOf, type Element, type Piece } from './tree';

/** Name of a person by their id, in lower case; undefined for an unknown person. */
export type NameOf = (userId: string) => string | undefined;

/** The text that people read in a message: without marks of Markdown and targets of links, with names of people, one line per block. */
export const plainText = (markdown: string, nameOf: NameOf): string =>
  wordsOf(piecesOf(markdown), nameOf)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .join('\n');

/** Like `plainText`, in one line: for lists, quotes and notifications. */
export const plainLine = (markdown: string, nameOf: NameOf): string =>
  plainText(markdown, nameOf).replace(/\s+/g, ' ').trim();

/** Ids of the people that a message mentions as `<@user id>`, each once, in lower case. Code and escaped text mention nobody. */
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

/** The prefix of an item: its number, and whether a task is done. */
const signOf = ({ number, done }: Partial<Element>): string =>
  `${number === undefined ? '' : `${number}. `}${done === undefined ? '' : done ? '☑ ' : '☐ '}`;
