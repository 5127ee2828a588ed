import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** JSON in which numbers that JavaScript can't hold exactly are kept as they were written. */

/** Fewer digits are always exact. */
const MANY_DIGITS = /\d{16}/;

/** Values that are nested too deeply for the parser, which is recursive, lose digits. Errors: SyntaxError. */
export function fromJson(text: string): unknown {
  if (!MANY_DIGITS.test(text)) return JSON.parse(text);
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
