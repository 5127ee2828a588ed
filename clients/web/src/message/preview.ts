import type { Message, Person } from '@parley/client';
import { plainLine, type NameOf } from '@parley/text/plain-text';

/** Names of the people whom a message mentions. */
export const nameIn =
  (mentions: readonly Person[]): NameOf =>
  (userId) =>
    mentions.find(({ id }) => id.toLowerCase() === userId)?.displayName;

const MENTION = /<@([0-9a-f-]{36})>/gi;

/** A text as it was written, with names for mentions: to be copied. */
export const withNames = (text: string, mentions: readonly Person[]): string =>
  text.replace(MENTION, (whole, id: string) => {
    const name = nameIn(mentions)(id.toLowerCase());
    return name ? `@${name}` : whole;
  });

/** One line of what a text shows. */
export const lineOf = ({ text, mentions }: Pick<Message, 'text' | 'mentions'>): string =>
  plainLine(text, nameIn(mentions));

/** One line of what a message shows; of one without words, its files. */
export function previewOf({ text, mentions, attachments, deletedAt }: Message): string {
  if (deletedAt) return 'Message deleted';
  const words = lineOf({ text, mentions });
  if (words) return words;
  const [first, ...more] = attachments;
  if (!first) return '';
  return more.length > 0 ? `${first.fileName} and ${more.length} more` : first.fileName;
}
