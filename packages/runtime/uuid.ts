import { randomUUID } from 'node:crypto';

/**
 * A random UUID (RFC 9562, version 4) for what lives long in great numbers. Node joins one from twenty pieces, which
 * take ten times the memory until something reads it as a whole.
 */
export function newUuid(): string {
  const uuid = randomUUID();
  uuid.charCodeAt(0);
  return uuid;
}
