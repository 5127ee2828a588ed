import type { Message, Person } from '@parley/client/model';

const MENTION = /<@([0-9a-f-]{36})>/gi;

/** Mentions as names. */
export const withNames = (text: string, mentions: readonly Person[]): string =>
  text.replace(MENTION, (_, id: string) => {
    const person = mentions.find((one) => one.id.toLowerCase() === id.toLowerCase());
    return `@${person?.displayName ?? 'somebody'}`;
  });

/** One line of what a message says, without its marks. */
export function previewOf({ text, mentions, attachments, deletedAt }: Message): string {
  if (deletedAt) return 'Message deleted';
  const words = plain(withNames(text, mentions));
  if (words) return words;
  const [first, ...more] = attachments;
  if (!first) return '';
  return more.length > 0 ? `${first.fileName} and ${more.length} more` : first.fileName;
}

/** Markdown's most usual marks taken off; for a line in a list, where a wrong guess does no harm. */
export const plain = (markdown: string): string =>
  markdown
    .replace(/```[a-z]*\n?/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(?<![\w*])([*_])(?=\S)([^*_\n]*\S)\1(?![\w*])/g, '$2')
    .replace(/^\s*(#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
