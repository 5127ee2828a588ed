import { randomUUID } from 'node:crypto';
import { isLosslessNumber, isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** JSON in which numbers that JavaScript can't hold exactly are kept as they were written. */

/** Fewer digits are always exact. */
const MANY_DIGITS = 16;

/** Whether a text may have numbers that JavaScript can't hold exactly. Of so many digits in a row it meets one at every such step. */
export function hasManyDigits(text: string): boolean {
  for (let at = MANY_DIGITS - 1; at < text.length; at += MANY_DIGITS)
    if (isDigit(text, at) && digitsAround(text, at) >= MANY_DIGITS) return true;
  return false;
}

function digitsAround(text: string, at: number): number {
  let start = at;
  let end = at + 1;
  while (isDigit(text, start - 1)) start--;
  while (isDigit(text, end)) end++;
  return end - start;
}

/** Beyond the ends there is none. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Values that are nested too deeply for the parser, which is recursive, lose digits. Errors: SyntaxError. */
export function fromJson(text: string): unknown {
  if (!hasManyDigits(text)) return JSON.parse(text);
  try {
    return parse(text, undefined, exactNumber);
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/** Of a JSON number, or one of GraphQL. */
export const exactNumber = (digits: string): number | LosslessNumber =>
  isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits);

let foundOne = false;

export function toJson(value: unknown): string {
  foundOne = false;
  const json = JSON.stringify(value, undefined);
  if (!foundOne) return json;
  return stringify(value) ?? json;
}

// JSON.stringify has no way to write digits as they are; this tells that there are some
Object.defineProperty(LosslessNumber.prototype, 'toJSON', {
  value(this: LosslessNumber) {
    foundOne = true;
    return this.toString();
  },
});

/** Nobody can guess it, so that no text is taken for a number. */
const MARK = `number ${randomUUID()} `;
const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g');

/** For JSON.stringify where somebody else calls it: `withDigits` makes numbers of what this makes of them. */
export function markNumbers(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const number = this[key];
  return isLosslessNumber(number) ? `${MARK}${number.toString()}` : value;
}

export const withDigits = (json: string): string => (json.includes(MARK) ? json.replaceAll(MARKED, '$1') : json);
