import type { Person } from '@parley/client/model';

const MENTION = /<@([0-9a-f-]{36})>/gi;

/** `@Name` of these people as the service reads it: `<@id>`. The longest name first, so that none is taken for a part of another. */
export function encodeMentions(text: string, mentioned: readonly Person[]): string {
  let encoded = text;
  for (const { id, displayName } of [...mentioned].sort((a, b) => b.displayName.length - a.displayName.length))
    encoded = encoded.replaceAll(`@${displayName}`, `<@${id}>`);
  return encoded;
}

/** `<@id>` as it is seen while it is edited. */
export function decodeMentions(text: string, mentioned: readonly Person[]): string {
  return text.replace(MENTION, (whole, id: string) => {
    const person = mentioned.find((one) => one.id.toLowerCase() === id.toLowerCase());
    return person ? `@${person.displayName}` : whole;
  });
}

export interface MentionQuery {
  /** Where the `@` is. */
  readonly start: number;
  readonly words: string;
}

const MAX_QUERY = 40;

/** What is being looked for after an `@` before the cursor; null where none begins a word. */
export function mentionQuery(text: string, cursor: number): MentionQuery | null {
  const before = text.slice(Math.max(0, cursor - MAX_QUERY), cursor);
  const match = /(?:^|[\s(])@(?! )([^@\n]*)$/u.exec(before);
  if (!match) return null;
  const words = match[1]!;
  return /\s\S*\s/u.test(words) ? null : { start: cursor - words.length - 1, words };
}

/** The text with a name in place of what was looked for, and where the cursor is then. */
export function insertMention(
  text: string,
  { start, words }: MentionQuery,
  { displayName }: Person,
): { text: string; cursor: number } {
  const rest = text.slice(start + 1 + words.length);
  const name = `@${displayName}${rest.startsWith(' ') ? '' : ' '}`;
  return { text: text.slice(0, start) + name + rest, cursor: start + displayName.length + 2 };
}
