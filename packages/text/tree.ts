import type { Token } from 'markdown-it';
import { MAX_NESTING } from './limits';
import { tokensOf } from './parser';
import { isBlank } from './visible';

type BlockName = 'p' | 'blockquote' | 'ul' | 'ol' | 'li' | 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6';
type TableName = 'table' | 'thead' | 'tbody' | 'tr' | 'th' | 'td';
type InlineName = 'strong' | 'em' | 's' | 'a';
/** The list of all footnotes, and a single footnote. */
type FootnoteName = 'footnotes' | 'footnote';

/** An element with its HTML name; HTML has no names for footnotes. */
export interface Element {
  type: 'element';
  name: BlockName | TableName | InlineName | FootnoteName;
  children: Piece[];
  /** Target of a link. */
  href?: string;
  /** First number of an ordered list. */
  start?: number;
  /** Number of a footnote, or of an item of an ordered list. */
  number?: number;
  /** Whether a task of a task list is done. */
  done?: boolean;
}

/** A node of the tree that a message shows. */
export type Piece =
  | Element
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'codeBlock'; text: string }
  | { type: 'break' }
  | { type: 'rule' }
  | { type: 'mention'; userId: string }
  | { type: 'footnoteRef'; number: number };

/**
 * The tree that a message shows, with at most about sixty levels for any Markdown. Markdown that would show nothing, such as
 * `[a]: https://a.example`, is shown as text.
 */
export function piecesOf(markdown: string): Piece[] {
  const { children } = fill(paragraph(), tokensOf(markdown));
  return children.some(isVisible) ? children : [paragraph({ type: 'text', text: markdown })];
}

const paragraph = (...children: Piece[]): Element => ({ type: 'element', name: 'p', children });

const isVisible = (piece: Piece): boolean => {
  switch (piece.type) {
    case 'element':
      return piece.children.some(isVisible);
    case 'text':
      return !isBlank(piece.text);
    case 'break':
      return false;
    default:
      return true;
  }
};

/** Adds the tokens to an element. `maxDepth` limits emphasis, which the parser does not limit. */
function fill(element: Element, tokens: readonly Token[], maxDepth = Infinity): Element {
  const open = [element];
  for (const token of tokens) {
    const around = open.at(-1)!;
    if (token.nesting === 1) {
      const isShown = !token.hidden && open.length <= maxDepth;
      open.push(isShown ? appended(around, elementOf(token)) : around);
    } else if (token.nesting === -1) close(open.pop()!);
    else if (token.type === 'inline') fill(around, token.children!, MAX_NESTING);
    else around.children.push(...leavesOf(token, open));
  }
  return element;
}

function appended(around: Element, element: Element): Element {
  around.children.push(element);
  return element;
}

function elementOf(token: Token): Element {
  const { type, tag, meta } = token;
  const element = (name: Element['name'], more?: Partial<Element>): Element => ({
    type: 'element',
    name,
    children: [],
    ...more,
  });
  switch (type) {
    case 'link_open':
      return element('a', { href: String(token.attrGet('href')) });
    case 'ordered_list_open':
      return element('ol', { start: Number(token.attrGet('start') ?? 1) });
    case 'footnote_block_open':
      return element('footnotes');
    case 'footnote_open':
      return element('footnote', { number: numberOf(meta) });
    default:
      return element(tag as Element['name']);
  }
}

const numberOf = (meta: Token['meta']): number => (meta!.id as number) + 1;

const TASK = /^\[([ x])\]\s/i;

function close(element: Element): void {
  if (element.name === 'li') readTask(element);
  if (element.name === 'ol') element.children.forEach((item, n) => numberItem(item, element.start! + n));
}

function numberItem(item: Piece, number: number): void {
  if (item.type === 'element') item.number = number;
}

/** An item that begins with `[ ]` or `[x]` is a task. */
function readTask(item: Element): void {
  const [first] = item.children;
  const text = first?.type === 'element' && first.name === 'p' ? first.children[0] : first;
  if (text?.type !== 'text') return;
  const [mark, sign] = TASK.exec(text.text) ?? [];
  if (!mark) return;
  item.done = sign !== ' ';
  text.text = text.text.slice(mark.length);
}

function leavesOf(token: Token, open: readonly Element[]): Piece[] {
  const { type, content } = token;
  switch (type) {
    case 'softbreak':
    case 'hardbreak':
      return [{ type: 'break' }];
    case 'code_inline':
      return [{ type: 'code', text: content }];
    case 'code_block':
    case 'fence':
      return [{ type: 'codeBlock', text: content.replace(/\n$/, '') }];
    case 'hr':
      return [{ type: 'rule' }];
    case 'mention':
      return [{ type: 'mention', userId: content }];
    case 'footnote_ref':
      return [{ type: 'footnoteRef', number: numberOf(token.meta) }];
    case 'footnote_anchor':
      return [];
    case 'image':
      return pictureOf(token, open);
    default:
      return content ? [{ type: 'text', text: content }] : [];
  }
}

/** Shows a picture as a link, because loading it would tell its server who reads. Links are never nested. */
function pictureOf(token: Token, open: readonly Element[]): Piece[] {
  const link: Element = { type: 'element', name: 'a', children: [], href: String(token.attrGet('src')) };
  fill(link, token.children!, MAX_NESTING);
  if (!link.children.some(isVisible)) link.children = [{ type: 'text', text: 'Picture' }];
  return open.some(({ name }) => name === 'a') ? link.children : [link];
}
