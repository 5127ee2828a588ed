import { domainToASCII } from 'node:url';
import { invalid } from '@parley/contracts/errors';

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 256;
/** RFC 5321, 4.5.3.1.3, without the angle brackets. */
const MAX_EMAIL = 254;
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const EMAIL = /^([^\s@"(),:;<>[\\\]\p{C}]{1,64})@([^\s@/?#\\:%\p{C}]+)$/u;

/**
 * The form of an address that identifies accounts: in lower case throughout, as every provider takes it, its domain in ASCII.
 * Undefined for what is no address.
 */
export function normalizeEmail(text: string): string | undefined {
  const [, local, domain] = (text.length <= MAX_EMAIL && EMAIL.exec(text.normalize('NFC').trim())) || [];
  if (!local || !domain) return undefined;
  const host = domainToASCII(domain);
  return HOST.test(host) ? `${local.toLowerCase()}@${host}` : undefined;
}

/** Errors: VALIDATION_FAILED. */
export function newEmail(text: string, field = 'input.email'): string {
  const email = normalizeEmail(text);
  if (!email) throw invalid({ field, problem: 'is not an e-mail address' });
  return email;
}

/** A password as it is hashed, the same whatever keyboard typed it (RFC 8265). Undefined for one that nobody can have. */
export function normalizePassword(text: string): string | undefined {
  if (text.length > 2 * MAX_PASSWORD || !text.isWellFormed()) return undefined;
  const password = text.normalize('NFC');
  const length = [...password].length;
  return length >= MIN_PASSWORD && length <= MAX_PASSWORD ? password : undefined;
}

/** Any characters will do: length is what counts (NIST SP 800-63B). Errors: VALIDATION_FAILED. */
export function newPassword(text: string, field = 'input.password'): string {
  const password = normalizePassword(text);
  if (password === undefined)
    throw invalid({ field, problem: `must have between ${MIN_PASSWORD} and ${MAX_PASSWORD} characters` });
  return password;
}

/** The slug of a tenant as it is stored, from what a person types. Undefined if it can't be one. */
export function normalizeSlug(text: string): string | undefined {
  const slug = text.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) ? slug : undefined;
}
