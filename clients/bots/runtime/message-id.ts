import { createHash } from 'node:crypto';

/** Namespace of all messages of bots. */
const NAMESPACE = 'c0b2a7b5-35d8-4f3b-9f0a-5a1f2d7c6e11';

/**
 * The client message id of a message that a bot posts for a reason: the same parts give the same id, so that the service
 * accepts the message once.
 */
export const messageIdOf = (...parts: readonly string[]): string => nameUuid(NAMESPACE, JSON.stringify(parts));

/** A UUID of version 5 (RFC 9562, 5.5). */
export function nameUuid(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
