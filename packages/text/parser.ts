import MarkdownIt, { type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import footnote from 'markdown-it-footnote';
import { keepIndentation } from './indentation';
import { limitNesting } from './limits';
import { chooseLinks } from './links';
import { addMentions } from './mentions';

/**
 * CommonMark with tables, strikethrough, footnotes and bare links. HTML is plain text. Emphasis works next to punctuation of
 * Chinese, Japanese and Korean, which have no spaces around words.
 */
const md = new MarkdownIt({ html: false, linkify: true, breaks: true })
  .use(cjkFriendly)
  .use(footnote)
  .disable('footnote_inline')
  .use(addMentions)
  .use(keepIndentation)
  .use(chooseLinks)
  .use(limitNesting);

/** Parses a text to tokens, in linear time. */
export const tokensOf = (text: string): Token[] => md.parse(text, {});
