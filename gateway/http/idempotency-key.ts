import type { IncomingHttpHeaders } from 'node:http';
import { invalid } from '@parley/contracts/errors';

const HEADER = 'idempotency-key';
const MAX_LENGTH = 255;
/** A String of Structured Field Values (RFC 9651, 3.3.3): printable ASCII between quotes. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])+)"$/;
/** As many clients send it: without the quotes. */
const BARE = /^[\w.:~+/=-]+$/;

/**
 * The header of draft-ietf-httpapi-idempotency-key-header; undefined without one. The same key with quotes and without is
 * the same. Errors: VALIDATION_FAILED for what is no key.
 */
export function idempotencyKeyOf({ [HEADER]: given }: IncomingHttpHeaders): string | undefined {
  if (given === undefined) return undefined;
  const text = String(given).trim();
  const key = QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1') ?? BARE.exec(text)?.[0];
  if (key !== undefined && key.length <= MAX_LENGTH) return key;
  throw invalid({
    field: 'Idempotency-Key',
    problem: `must be one string of 1 to ${MAX_LENGTH} characters, as "8e03978e"`,
  });
}
