import { invalid } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { mentionedIn } from '@parley/text/plain-text';
import { isBlank, lengthOf, MAX_MESSAGE } from '@parley/text/visible';

/** Longest run of combining marks on one character: more is not writing, and breaks what draws it. */
const MAX_MARKS = /\p{M}{33}/u;

/**
 * The text as it was sent; one that shows nothing is empty. Errors: VALIDATION_FAILED for one that can't be stored or is
 * too long.
 */
export function messageText(text: string, field = 'input.text'): string {
  // code points are never more than code units, so a very long text is not counted
  if (text.length > 2 * MAX_MESSAGE || lengthOf(text) > MAX_MESSAGE)
    throw invalid({ field, problem: `has more than ${MAX_MESSAGE} characters` });
  if (text.includes('\0')) throw invalid({ field, problem: 'has a NUL character' });
  if (!text.isWellFormed()) throw invalid({ field, problem: 'has a lone surrogate' });
  if (MAX_MARKS.test(text)) throw invalid({ field, problem: 'has too many combining marks on one character' });
  return isBlank(text) ? '' : text;
}

/** Errors: VALIDATION_FAILED for a text in which there is nothing to read. */
export function writtenText(text: string, field = 'input.text'): string {
  const written = messageText(text, field);
  if (written === '') throw invalid({ field, problem: 'is empty' });
  return written;
}

/** The people whom a text mentions, as `<@user id>`; each once. The longest text has room for 256. */
export const mentionedUsers = (text: string): UserId[] => mentionedIn(text) as UserId[];
