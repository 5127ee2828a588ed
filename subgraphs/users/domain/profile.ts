import { invalid } from '@parley/contracts/errors';
import { nameText, optionalText, plainText } from '@parley/subgraph/text';

export const DEFAULT_LOCALE = 'en';
export const DEFAULT_TIME_ZONE = 'UTC';

const MAX_NAME = 80;
const MAX_BIO = 500;
const MAX_LOCALE = 35;

/** The name without spaces around it. Errors: VALIDATION_FAILED for one that can't be seen, or could be taken for something else. */
export const displayName = (text: string, field = 'input.displayName'): string =>
  nameText(text, { field, max: MAX_NAME });

/** One that shows nothing is none. Errors: VALIDATION_FAILED. */
export const bio = (text: string | null, field = 'input.bio'): string | null =>
  optionalText(text, { field, max: MAX_BIO, lines: true });

/** The language tag (BCP 47) in its canonical form. Errors: VALIDATION_FAILED. */
export function locale(text: string, field = 'input.locale'): string {
  plainText(text, { field, max: MAX_LOCALE });
  try {
    return new Intl.Locale(text).toString();
  } catch {
    throw invalid({ field, problem: 'is not a language tag (BCP 47)' });
  }
}

/** The name as it was sent, as some places have more than one. Errors: VALIDATION_FAILED unless it is one of the IANA database. */
export function timeZone(text: string, field = 'input.timeZone'): string {
  // offsets as +01:00 are known to Intl as well, but say nothing of summer
  if (/^[A-Za-z]/.test(text) && isTimeZone(text)) return text;
  throw invalid({ field, problem: 'is not a time zone of the IANA database' });
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
