import type { Person } from '@parley/client';

/** Somebody who is named in a text: where `@Name` stands in it. */
export interface Mention {
  readonly start: number;
  /** Where what comes after it begins. */
  readonly end: number;
  readonly person: Person;
}

/** A text as its writer sees it, with mentions as `@Name`, in their order. */
export interface Written {
  readonly text: string;
  readonly mentions: readonly Mention[];
}

export const NOTHING_WRITTEN: Written = { text: '', mentions: [] };

const MENTION = /<@([0-9a-f-]{36})>/gi;

/** As the service reads it: mentions as `<@id>`. */
export function encoded({ text, mentions }: Written): string {
  let end = 0;
  const pieces = mentions.map((mention) => {
    const before = text.slice(end, mention.start);
    end = mention.end;
    return `${before}<@${mention.person.id}>`;
  });
  return pieces.join('') + text.slice(end);
}

/** What is sent of it: without blank lines in front, and with the indentation of the first line, which means something. */
export const said = (written: Written): string =>
  encoded(written)
    .replace(/^(?:[^\S\n]*\n)+/u, '')
    .trimEnd();

/** What `encoded` made, as it is seen. `<@id>` of somebody who is not among `people` stays as it is. */
export function decoded(source: string, people: readonly Person[]): Written {
  let text = '';
  let end = 0;
  const mentions: Mention[] = [];
  for (const match of source.matchAll(MENTION)) {
    // an id in capitals stays as its writer had it
    const person = people.find(({ id }) => id === match[1]);
    if (!person) continue;
    text += source.slice(end, match.index);
    mentions.push(mentionAt(text.length, person));
    text += nameOf(person);
    end = match.index + match[0].length;
  }
  return { text: text + source.slice(end), mentions };
}

const nameOf = ({ displayName }: Person): string => `@${displayName}`;

const mentionAt = (start: number, { id, displayName }: Person): Mention => ({
  start,
  end: start + nameOf({ id, displayName }).length,
  person: { id, displayName },
});

/**
 * What is written after a change to `text` that left the cursor there. A mention stays whom it names, wherever it moves;
 * one that was changed itself is a mention no longer.
 */
export function edited({ text: before, mentions }: Written, text: string, cursor: number): Written {
  const { start, end } = changedPart(before, text, cursor);
  const by = text.length - before.length;
  return {
    text,
    mentions: mentions.flatMap((one) => {
      if (one.end <= start) return one;
      return one.start >= end ? { ...one, start: one.start + by, end: one.end + by } : [];
    }),
  };
}

/** Which part of `before` became another. Usually the cursor is behind it: equal letters around it do not mislead then. */
function changedPart(before: string, after: string, cursor: number): { start: number; end: number } {
  const isBehind = cursor >= after.length - before.length && before.endsWith(after.slice(cursor));
  const same = isBehind ? after.length - cursor : commonEnd(before, after);
  const most = Math.min(before.length, after.length) - same;
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  return { start, end: before.length - same };
}

function commonEnd(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[one.length - 1 - length] === other[other.length - 1 - length]) length++;
  return length;
}

export interface MentionQuery {
  /** Where the `@` is. */
  readonly start: number;
  readonly words: string;
}

const MAX_QUERY = 40;

/** What is being looked for after an `@` before the cursor; null where none begins a word, or it names somebody already. */
export function mentionQuery({ text, mentions }: Written, cursor: number): MentionQuery | null {
  const before = text.slice(Math.max(0, cursor - MAX_QUERY), cursor);
  const match = /(?:^|[\s(])@(?! )([^@\n]*)$/u.exec(before);
  if (!match) return null;
  const words = match[1]!;
  const start = cursor - words.length - 1;
  if (mentions.some((one) => one.start === start)) return null;
  return /\s\S*\s/u.test(words) ? null : { start, words };
}

/** With somebody named in place of what was looked for, and where the cursor is then. */
export function withMention(
  written: Written,
  { start, words }: MentionQuery,
  person: Person,
): { written: Written; cursor: number } {
  const rest = written.text.slice(start + 1 + words.length);
  const named = nameOf(person);
  const text = written.text.slice(0, start) + named + (rest.startsWith(' ') ? '' : ' ') + rest;
  const cursor = start + named.length + 1;
  const { mentions } = edited(written, text, text.length - rest.length);
  const all = [...mentions, mentionAt(start, person)].sort((one, other) => one.start - other.start);
  return { written: { text, mentions: all }, cursor };
}

/** What a key that erases towards a mention takes with it: all of it. Null where it erases something else. */
export const erasedBy = (key: string, { mentions }: Written, cursor: number): Mention | null =>
  mentions.find(
    ({ start, end }) => (key === 'Backspace' && end === cursor) || (key === 'Delete' && start === cursor),
  ) ?? null;
