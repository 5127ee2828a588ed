import { parseId, type TenantId, type UserId } from '@parley/contracts/ids';
import { hashToken, newOpaqueToken } from '@parley/identity/opaque-token';
import { PENDING_OPENID } from '@parley/identity/openid';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { z } from 'zod';

const id = <T extends UserId | TenantId>() => z.guid().transform((text) => parseId<T>(text)!);

/** At the provider. */
const BEGUN = z.object({ tenant: z.string(), provider: z.string(), pending: PENDING_OPENID });
export type BegunOpenId = z.output<typeof BEGUN>;

/** Back from the provider, until the page takes the session. */
const PROVEN = z.object({ user: id<UserId>(), tenant: id<TenantId>(), credentialsVersion: z.int() });
export type ProvenOpenId = z.output<typeof PROVEN>;

const BEGUN_MS = 10 * 60_000;
const PROVEN_MS = 60_000;

/** Sign-ins at OpenID providers that are under way, by a secret that only their browser has. Each step takes what the one before left, once. */
export interface OpenIds {
  begin(begun: BegunOpenId): Promise<string>;
  takeBegun(browser: string): Promise<BegunOpenId | undefined>;
  prove(browser: string, proven: ProvenOpenId): Promise<void>;
  takeProven(browser: string): Promise<ProvenOpenId | undefined>;
}

export function createOpenIds(store: EphemeralStore): OpenIds {
  const keyOf = (step: string, browser: string) => `openid:${step}:${hashToken(browser).toString('base64url')}`;
  async function take<T>(step: string, browser: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const stored = await store.take(keyOf(step, browser));
    return stored === undefined ? undefined : schema.parse(JSON.parse(stored));
  }
  return {
    async begin(begun) {
      const browser = newOpaqueToken();
      await store.set(keyOf('begun', browser), JSON.stringify(begun), BEGUN_MS);
      return browser;
    },
    takeBegun: (browser) => take('begun', browser, BEGUN),
    prove: (browser, proven) => store.set(keyOf('proven', browser), JSON.stringify(proven), PROVEN_MS),
    takeProven: (browser) => take('proven', browser, PROVEN),
  };
}
