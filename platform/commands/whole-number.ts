import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number from 1 to 999,999. Errors: InvalidArgumentError. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('It is a whole number above 0.');
  return Number(text);
}
