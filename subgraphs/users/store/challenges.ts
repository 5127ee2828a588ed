import { parseId, type UserId } from '@parley/contracts/ids';
import type { TenantId } from '@parley/contracts/ids';
import { hashToken, newOpaqueToken } from '@parley/identity/opaque-token';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { z } from 'zod';
import { DEVICE_PLATFORMS } from '../domain/device';

const id = <T extends UserId | TenantId>() => z.guid().transform((text) => parseId<T>(text)!);

/** A sign-in whose password was right, and that waits for the second factor. */
const PENDING = z.object({
  user: id<UserId>(),
  tenant: id<TenantId>(),
  /** Of the account, when the password was right. */
  credentialsVersion: z.int().default(0),
  device: z
    .object({
      fingerprint: z.string().nullish(),
      name: z.string().nullish(),
      pushToken: z.string().nullish(),
      platform: z.enum(DEVICE_PLATFORMS).nullish(),
    })
    .optional(),
  /** SHA-256 of the mailed code, in hexadecimal. It replaces the second factor. */
  mailedCode: z.string().optional(),
});
export type PendingSignIn = z.output<typeof PENDING>;

export interface Challenges {
  open(pending: PendingSignIn): Promise<{ challengeId: string; expiresAt: Date; mailed: boolean }>;
  find(challengeId: string): Promise<PendingSignIn | undefined>;
  /** True for one caller. */
  close(challengeId: string): Promise<boolean>;
}

const LIFE_MS = 5 * 60_000;

export function createChallenges(store: EphemeralStore, now: () => Date): Challenges {
  const keyOf = (challengeId: string) => `challenge:${hashToken(challengeId).toString('base64url')}`;
  return {
    async open(pending) {
      const challengeId = newOpaqueToken();
      await store.set(keyOf(challengeId), JSON.stringify(pending), LIFE_MS);
      const mailed = pending.mailedCode !== undefined;
      return { challengeId, expiresAt: new Date(now().getTime() + LIFE_MS), mailed };
    },
    async find(challengeId) {
      const stored = await store.get(keyOf(challengeId));
      return stored === undefined ? undefined : PENDING.parse(JSON.parse(stored));
    },
    async close(challengeId) {
      return (await store.take(keyOf(challengeId))) !== undefined;
    },
  };
}
