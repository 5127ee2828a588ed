import { notFound } from '@parley/contracts/errors';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';

export interface BeginOpenId {
  tenant: string;
  provider: string;
  loginHint?: string | null;
}

/** `url`: where to send the browser. `browser`: a secret that it must come back with. */
export interface BegunSignIn {
  url: string;
  browser: string;
}

/** Begins to sign in at a provider of the tenant. Errors: NOT_FOUND for a provider that is not configured; UNAVAILABLE. */
export const beginOpenId = action(
  'beginOpenId',
  async (context: Context, { tenant, provider, loginHint }: BeginOpenId): Promise<BegunSignIn> => {
    const found = context.openIdProviders(tenant, provider);
    if (!found) throw notFound('Provider');
    const { url, pending } = await found.client.begin(loginHint ?? undefined);
    return { url, browser: await context.openIds.begin({ tenant, provider, pending }) };
  },
);
