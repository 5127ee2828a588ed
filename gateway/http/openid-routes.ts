import { invalid, ParleyError, unauthenticated } from '@parley/contracts/errors';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { parse } from 'graphql';
import { z } from 'zod';
import type { AllowsOrigin } from '../connection/origins';
import { requestOf } from '../connection/request-context';
import { requirePage } from '../connection/session-cookies';

interface Options {
  /** The subgraph that signs in. */
  users: Pick<Subgraph, 'execute'>;
  allowsOrigin: AllowsOrigin;
}

/** Ties a sign-in to the browser that began it. `lax`: the provider's page leads back here. */
const COOKIE = '__Host-parley-openid';
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;
const COOKIE_SECONDS = 600;

const BEGIN = parse(`mutation ($tenant: String!, $provider: String!, $loginHint: String) {
  beginOpenId(tenant: $tenant, provider: $provider, loginHint: $loginHint)
}`);
const FINISH = parse(
  'mutation ($browser: String!, $search: String!) { finishOpenId(browser: $browser, search: $search) }',
);
const CLAIM = parse(`mutation ($browser: String!, $device: DeviceInput) {
  claimOpenId(browser: $browser, device: $device) {
    ... on Session { accessToken refreshToken expiresAt deviceId user { id } }
    ... on MfaChallenge { challengeId expiresAt }
  }
}`);

const BEGUN = z.object({ beginOpenId: z.object({ url: z.string(), browser: z.string() }) });
const CLAIMED = z.object({ claimOpenId: z.record(z.string(), z.unknown()) });
const CLAIM_BODY = z.object({ device: z.record(z.string(), z.unknown()).optional() }).nullish();

const browserOf = ({ headers }: FastifyRequest): string | undefined => parseCookie(headers.cookie ?? '')[COOKIE];

/**
 * Sign-in at an OpenID provider. `GET /openid/TENANT/PROVIDER` sends the browser there, `GET /openid/callback` takes it back to
 * the page, `/?openid=done` or `/?openid=CODE` of an error, and the page takes its session from `POST /openid/session`, once. No address
 * contains a token.
 */
export const openIdRoutes =
  ({ users, allowsOrigin }: Options): FastifyPluginAsync =>
  async (app) => {
    /** As nobody. Errors: the first one of the response. */
    async function execute(request: FastifyRequest, document: typeof BEGIN, variables: Record<string, unknown>) {
      const { data, errors } = await users.execute({ document, variables, request: requestOf(request) });
      const [error] = errors ?? [];
      if (error) throw asThrown(error);
      return data;
    }

    app.get<{ Params: { tenant: string; provider: string }; Querystring: { login_hint?: string } }>(
      '/openid/:tenant/:provider',
      async (request, reply) => {
        const { login_hint: loginHint } = request.query;
        const variables = { ...request.params, loginHint: typeof loginHint === 'string' ? loginHint : undefined };
        const { url, browser } = BEGUN.parse(await execute(request, BEGIN, variables)).beginOpenId;
        return reply
          .header('set-cookie', stringifySetCookie(COOKIE, browser, { ...ATTRIBUTES, maxAge: COOKIE_SECONDS }))
          .header('cache-control', 'no-store')
          .header('referrer-policy', 'no-referrer')
          .redirect(url);
      },
    );

    app.get('/openid/callback', async (request, reply) => {
      const browser = browserOf(request);
      const search = request.url.slice(request.url.indexOf('?') + 1);
      const outcome = await (
        browser === undefined ? Promise.reject(unauthenticated()) : execute(request, FINISH, { browser, search })
      )
        .then(() => 'done')
        .catch((error: unknown) => (error instanceof ParleyError ? error.code : Promise.reject(error as Error)));
      return reply
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .redirect(`/?openid=${outcome}`);
    });

    app.post('/openid/session', async (request, reply) => {
      requirePage(request.headers, allowsOrigin);
      const browser = browserOf(request);
      if (browser === undefined) throw unauthenticated();
      const body = CLAIM_BODY.safeParse(request.body ?? undefined);
      if (!body.success) throw invalid({ field: 'body', problem: 'is not what this takes' });
      const claimed = CLAIMED.parse(await execute(request, CLAIM, { browser, device: body.data?.device }));
      return reply
        .header('set-cookie', stringifySetCookie(COOKIE, '', { ...ATTRIBUTES, maxAge: 0 }))
        .header('cache-control', 'no-store')
        .send(claimed.claimOpenId);
    });
  };

/** An error of the subgraph, as routes throw them. */
function asThrown(error: {
  message: string;
  originalError?: Error | null;
  extensions?: Record<string, unknown>;
}): Error {
  const { code, ...details } = error.extensions ?? {};
  if (error.originalError instanceof ParleyError) return error.originalError;
  const known = z.enum([
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'NOT_FOUND',
    'VALIDATION_FAILED',
    'CONFLICT',
    'RATE_LIMITED',
    'UNAVAILABLE',
  ]);
  const parsed = known.safeParse(code);
  return parsed.success ? new ParleyError(parsed.data, error.message, { details }) : new Error(error.message);
}
