import type { ConversationDetails } from '@parley/client';

/** First letters, as people write them: of the first and last word, or the last two of a name in CJK. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = graphemes(words[0] ?? '')[0] ?? '?';
  const last = words.length > 1 ? graphemes(words.at(-1)!)[0]! : '';
  return /\p{sc=Latn}|\p{sc=Cyrl}|\p{sc=Grek}/u.test(first) ? (first + last).toLocaleUpperCase() : first;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Between 0 and `count` - 1, always the same for an id. */
export function shadeOf(id: string, count: number): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)!) >>> 0;
  return sum % count;
}

/** What a conversation is called: a direct one after the other person. */
export const titleOf = ({ title, kind, peer }: Pick<ConversationDetails, 'title' | 'kind' | 'peer'>): string =>
  title || (peer?.displayName ?? UNNAMED[kind]);

const UNNAMED = { DIRECT: 'Direct message', GROUP: 'Group', CHANNEL: 'Channel' } as const;
