import { invalid } from '@parley/contracts/errors';

interface Limits {
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
const MARKS = /\p{M}{9}/u;
/** Draws nothing, although it is no space: fillers of Hangul, selectors, joiners, the blank of Braille. */
const INVISIBLE = /[\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** The text as it was sent. Errors: VALIDATION_FAILED for one that can't be stored, is too long or upsets what is around it. */
export function plainText(text: string, { field, max, lines = false }: Limits): string {
  // code points are never more than code units, so a very long text is not taken apart
  if (text.length > 2 * max || [...text].length > max)
    throw invalid({ field, problem: `must have at most ${max} characters` });
  if (!text.isWellFormed() || (lines ? CONTROLS_BUT_LINES : CONTROLS).test(text))
    throw invalid({ field, problem: 'has a character that is no text' });
  if (BIDI_CONTROLS.test(text))
    throw invalid({ field, problem: 'has a character that changes the direction of writing' });
  if (MARKS.test(text)) throw invalid({ field, problem: 'has too many combining marks on one character' });
  return text;
}

/** Errors: as `plainText`, and for a text in which there is nothing to see. */
export function visibleText(text: string, limits: Limits): string {
  if (plainText(text, limits).replace(INVISIBLE, '') === '')
    throw invalid({ field: limits.field, problem: 'is empty' });
  return text;
}
