/**
 * Draws nothing by itself: spaces, controls, lone marks, fillers of Hangul, selectors and joiners. The last ones are
 * letters and signs by their category: the blank of Braille, of music and of hieroglyphs, and the place of an object.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}\ufffc]/u;

/** Whether a text shows nothing. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/** How long a text is, in code points: what the service's limits count. */
export function lengthOf(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) length++;
  return length;
}

/** Longest text of a message, in code points. */
export const MAX_MESSAGE = 10_000;
