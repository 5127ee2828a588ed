/**
 * Matches a visible character. Invisible are spaces, controls, lone marks, fillers of Hangul, selectors and joiners. The last
 * ones in the list count as letters and signs by their category: blanks of Braille, music and hieroglyphs, and the object
 * replacement character.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}\ufffc]/u;

/** Whether a text is invisible. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/** Length of a text in code points, which the service's limits count. */
export function lengthOf(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) length++;
  return length;
}

/** Maximum length of a message, in code points. */
export const MAX_MESSAGE = 10_000;
