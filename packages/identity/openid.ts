import { unauthenticated, unavailable } from '@parley/contracts/errors';
import * as oidc from 'openid-client';
import { z } from 'zod';

/** An OpenID provider as an operator names it. */
export interface OpenIdProvider {
  issuer: string;
  clientId: string;
  /** Without one, the client is public (RFC 6749, 2.1). */
  clientSecret?: string;
}

/** What a sign-in needs at its end; it must stay with the browser that began it. */
export const PENDING_OPENID = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
export type PendingOpenId = z.output<typeof PENDING_OPENID>;

/** Whom the provider has signed in. */
export interface OpenIdPerson {
  /** Never given to anybody else by this issuer. */
  subject: string;
  email?: string;
  /** Whether the provider says that the address is theirs. */
  emailVerified: boolean;
  name?: string;
}

/** Sign-in at one OpenID provider: authorization code with PKCE (RFC 7636), state and nonce (OpenID Connect Core 1.0, 3.1). */
export interface OpenIdClient {
  /** The address that the browser is sent to. Errors: UNAVAILABLE if the provider can't be reached. */
  begin(loginHint?: string): Promise<{ url: string; pending: PendingOpenId }>;
  /**
   * `search`: the query of the address that the browser came back to. Errors: UNAUTHENTICATED for a response that is refused, forged, or
   * another sign-in's; UNAVAILABLE.
   */
  finish(search: string, pending: PendingOpenId): Promise<OpenIdPerson>;
}

const SCOPE = 'openid email profile';
const TIMEOUT_SECONDS = 10;
/** A provider may change its addresses and keys. */
const DISCOVERED_FOR_MS = 3_600_000;

const CLAIMS = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional().catch(undefined),
  email_verified: z.literal(true).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
});

/** Finds out the provider's addresses and keys by its issuer (OpenID Connect Discovery 1.0). `redirectUri`: where it sends browsers back to. */
export function openIdClient(provider: OpenIdProvider, redirectUri: () => string): OpenIdClient {
  let discovered: { config: Promise<oidc.Configuration>; atMs: number } | undefined;

  function configuration(): Promise<oidc.Configuration> {
    if (!discovered || performance.now() - discovered.atMs > DISCOVERED_FOR_MS) {
      const config = discover(provider);
      const entry = { config, atMs: performance.now() };
      config.catch(() => {
        if (discovered === entry) discovered = undefined;
      });
      discovered = entry;
    }
    return discovered.config;
  }

  return {
    async begin(loginHint) {
      const config = await configuration();
      const pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri(),
        scope: SCOPE,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ...(loginHint && { login_hint: loginHint }),
      });
      return { url: url.href, pending };
    },
    async finish(search, { state, nonce, verifier }) {
      const config = await configuration();
      const callback = new URL(redirectUri());
      callback.search = search;
      try {
        const tokens = await oidc.authorizationCodeGrant(config, callback, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
        });
        const claims = CLAIMS.parse(tokens.claims());
        // some providers tell the address only there
        const more =
          claims.email === undefined && config.serverMetadata().userinfo_endpoint
            ? CLAIMS.parse(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub))
            : claims;
        return { subject: claims.sub, email: more.email, emailVerified: more.email_verified === true, name: more.name };
      } catch (error) {
        throw unauthenticated('The sign-in was refused, or took too long', error);
      }
    },
  };
}

/** The library calls it deprecated, so that it stands out: in settings only a provider of this machine has no TLS. */
const allowHttp = Reflect.get<typeof oidc, 'allowInsecureRequests'>(oidc, 'allowInsecureRequests');

async function discover({ issuer, clientId, clientSecret }: OpenIdProvider): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret);
  try {
    return await oidc.discovery(url, clientId, clientSecret, authentication, {
      timeout: TIMEOUT_SECONDS,
      execute: url.protocol === 'http:' ? [allowHttp] : [],
    });
  } catch (error) {
    throw unavailable('The sign-in provider can not be reached', error);
  }
}
