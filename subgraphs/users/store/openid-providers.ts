import { openIdClient, type OpenIdClient } from '@parley/identity/openid';
import type { Settings } from '@parley/runtime/settings';

/** A provider that people of a tenant may sign in with. */
export interface TenantProvider {
  issuer: string;
  /** Whether somebody without an account gets one. */
  createsAccounts: boolean;
  client: OpenIdClient;
}

export type TenantProviders = (tenant: string, provider: string) => TenantProvider | undefined;

export const CALLBACK_PATH = '/openid/callback';

/** Those of the settings. */
export function tenantProviders(
  { OPENID_PROVIDERS: providers }: Pick<Settings, 'OPENID_PROVIDERS'>,
  publicUrl: () => string,
): TenantProviders {
  const keyOf = (tenant: string, provider: string) => `${tenant} ${provider}`;
  const redirectUri = () => `${publicUrl().replace(/\/$/, '')}${CALLBACK_PATH}`;
  const byName = new Map(
    providers.map(({ tenant, name, issuer, createsAccounts, ...client }) => [
      keyOf(tenant, name),
      { issuer, createsAccounts, client: openIdClient({ issuer, ...client }, redirectUri) },
    ]),
  );
  return (tenant, provider) => byName.get(keyOf(tenant, provider));
}
