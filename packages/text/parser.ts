import MarkdownIt, { type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import footnote from 'markdown-it-footnote';
import { keepIndentation } from './indentation';
import { limitNesting } from './limits';
import { chooseLinks } from './links';
import { addMentions } from './mentions';

/**
 * CommonMark with tables, strikethrough, footnotes and bare links. HTML is text. Emphasis works beside punctuation of
 * Chinese, Japanese and Korean, which has no spaces around words.
 */
const md = new MarkdownIt({ html: false, linkify: true, breaks: true })
  .use(cjkFriendly)
  .use(footnote)
  .disable('footnote_inline')
  .use(addMentions)
  .use(keepIndentation)
  .use(chooseLinks)
  .use(limitNesting);

/** The parser's tokens. It takes time in proportion to the text. */
export const tokensOf = (text: string): Token[] => md.parse(text, {});
