import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits that mean nothing by themselves; URL-safe text. */
export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of an opaque token. It has enough entropy to need neither salt nor stretching. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
