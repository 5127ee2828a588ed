import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number from 1 to 999,999. Errors: InvalidArgumentError. */
export const wholeNumber = (text: string): number => upTo(6, text);

/** The same, to 999,999,999. */
export const largeNumber = (text: string): number => upTo(9, text);

function upTo(digits: number, text: string): number {
  if (!/^\d+$/.test(text) || text.length > digits || Number(text) < 1)
    throw new InvalidArgumentError(`It is a whole number above 0, with at most ${digits} digits.`);
  return Number(text);
}
