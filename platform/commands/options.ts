import { InvalidArgumentError, Option } from 'commander';

export const ROLE = () =>
  new Option('--role <role>', 'role in the tenant').choices(['OWNER', 'ADMIN', 'MODERATOR', 'MEMBER', 'GUEST']);

/** A whole number of 0 or more, or `none` for no limit: commander reads null as an option without a value. */
export function limit(text: string): number | 'none' {
  if (text === 'none') return text;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It is a whole number, or none.');
}

export function time(text: string): Date {
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError('It is a time such as 2030-01-31 or 2030-01-31T12:00Z.');
}
