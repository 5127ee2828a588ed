import { createHash, randomBytes } from 'node:crypto';

/** A random token of 256 bits, as URL-safe text. */
export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

/** The hash of an opaque token, for storage. A token has enough entropy to need neither salt nor key stretching. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
