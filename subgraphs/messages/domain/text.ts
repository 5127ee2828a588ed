import { invalid } from '@parley/contracts/errors';
import { parseId, type UserId } from '@parley/contracts/ids';

/** Longest text of a message, in UTF-16 code units. */
export const MAX_TEXT = 10_000;

/** Longest run of combining marks on one character: more is not writing, and breaks what draws it. */
const MAX_MARKS = /\p{M}{33}/u;

/** The text as it was sent. Errors: VALIDATION_FAILED for one that can't be stored or is too long. */
export function messageText(text: string, field = 'input.text'): string {
  if (text.length > MAX_TEXT) throw invalid({ field, problem: `has more than ${MAX_TEXT} characters` });
  if (text.includes('\0')) throw invalid({ field, problem: 'has a NUL character' });
  if (!text.isWellFormed()) throw invalid({ field, problem: 'has a lone surrogate' });
  if (MAX_MARKS.test(text)) throw invalid({ field, problem: 'has too many combining marks on one character' });
  return text;
}

/** Errors: VALIDATION_FAILED for a text in which there is nothing to read. */
export function writtenText(text: string, field = 'input.text'): string {
  if (!/[^\s\p{C}]/u.test(messageText(text, field))) throw invalid({ field, problem: 'is empty' });
  return text;
}

const MENTION = /<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/gi;
const MAX_MENTIONS = 100;

/** Whom a text names, as `<@user id>`; each once, at most a hundred. */
export function mentionedUsers(text: string): UserId[] {
  const ids = Array.from(text.matchAll(MENTION), ([, id]) => parseId<UserId>(id!)!);
  return [...new Set(ids)].slice(0, MAX_MENTIONS);
}
