import { invalid } from '@parley/contracts/errors';
import { isBlank, lengthOf } from '@parley/text/visible';

export interface TextLimits {
  field: string;
  /** In code points. */
  max: number;
  lines?: boolean;
}

/** Of control characters only those that make lines. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const CONTROLS_BUT_LINES = /(?![\t\n\r])\p{Cc}/u;
/** Embeddings, overrides and isolates make what follows read in another order (UAX #9). */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/u;
/** Fewer would cut into scripts that stack marks; more is not writing, and breaks what draws it. */
export const MARKS = /\p{M}{9}/u;

/** The text as it was sent. Errors: VALIDATION_FAILED for one that can't be stored, is too long or upsets what is around it. */
export function plainText(text: string, { field, max, lines = false }: TextLimits): string {
  // code points are never more than code units, so a very long text is not counted
  if (text.length > 2 * max || lengthOf(text) > max)
    throw invalid({ field, problem: `must have at most ${max} characters` });
  if (!text.isWellFormed() || (lines ? CONTROLS_BUT_LINES : CONTROLS).test(text))
    throw invalid({ field, problem: 'has a character that is no text' });
  if (BIDI_CONTROLS.test(text))
    throw invalid({ field, problem: 'has a character that changes the direction of writing' });
  if (MARKS.test(text)) throw invalid({ field, problem: 'has too many combining marks on one character' });
  return text;
}

/** A name or title without spaces around it. Errors: as `plainText`, and for one in which there is nothing to see. */
export function nameText(text: string, limits: TextLimits): string {
  const name = plainText(text.trim(), limits);
  if (isBlank(name)) throw invalid({ field: limits.field, problem: 'is empty' });
  return name;
}

/**
 * A text of one line without spaces around it, or lines as they were sent; null for one in which there is nothing to see.
 * Errors: as `plainText`.
 */
export function optionalText(text: string | null | undefined, limits: TextLimits): string | null {
  const written = plainText(limits.lines ? (text ?? '') : (text ?? '').trim(), limits);
  return isBlank(written) ? null : written;
}
