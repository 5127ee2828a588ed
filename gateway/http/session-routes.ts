import { invalid, unauthenticated } from '@parley/contracts/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AllowsOrigin } from '../connection/origins';
import { principalOf, requestOf } from '../connection/request-context';
import {
  accessCookie,
  clearedCookies,
  refreshCookie,
  refreshTokenOf,
  requirePage,
} from '../connection/session-cookies';
import type { SignIn } from '../connection/sign-in';
import type { Federation } from '../federation/federation';

interface Options {
  federation: Pick<Federation, 'execute'>;
  signIn: SignIn;
  allowsOrigin: AllowsOrigin;
  refreshTokenDays: number;
}

const TOKENS = z.object({ refreshToken: z.string().max(1_000).optional() }).nullish();
const DEVICE = z.object({ device: z.record(z.string(), z.unknown()).optional() }).nullish();

const REFRESHED = z.object({
  refreshSession: z.object({ accessToken: z.string(), refreshToken: z.string(), expiresAt: z.coerce.date() }),
});
const REFRESH = `mutation RefreshByCookie($input: RefreshSessionInput!) {
  refreshSession(input: $input) { accessToken refreshToken expiresAt }
}`;
const SIGN_OUT = 'mutation SignOutByCookie { signOut }';

/**
 * The session of a page in cookies that no script can read. `POST /session` with an access token in the `Authorization` header,
 * and `{ refreshToken }`, moves both into cookies. `POST /session/refresh` renews them. `DELETE /session` signs out.
 * Errors: FORBIDDEN for a page of another origin; UNAUTHENTICATED.
 */
export function serveSessions(app: FastifyInstance, { federation, signIn, allowsOrigin, refreshTokenDays }: Options) {
  const cookiesFor = (accessToken: string, expiresAt: Date, refreshToken?: string): string[] => [
    accessCookie(accessToken, expiresAt),
    ...(refreshToken === undefined ? [] : [refreshCookie(refreshToken, refreshTokenDays)]),
  ];

  app.post('/session', async (request, reply) => {
    requirePage(request.headers, allowsOrigin);
    const principal = await principalOf(request.headers, signIn);
    if (principal.kind !== 'viewer') throw unauthenticated();
    const accessToken = request.headers.authorization!.replace(/^Bearer +/i, '').trim();
    const given = parsed(TOKENS, request.body);
    const expiresAt = new Date(principal.expiresAt * 1000);
    return reply
      .header('set-cookie', cookiesFor(accessToken, expiresAt, given?.refreshToken))
      .header('cache-control', 'no-store')
      .send({ expiresAt });
  });

  app.post('/session/refresh', async (request, reply) => {
    requirePage(request.headers, allowsOrigin);
    const refreshToken = refreshTokenOf(request.headers);
    const device = parsed(DEVICE, request.body)?.device;
    const variables = { input: { refreshToken, device } };
    const data = refreshToken === undefined ? undefined : await execute(request, REFRESH, variables);
    const refreshed = REFRESHED.safeParse(data);
    if (!refreshed.success) {
      reply.header('set-cookie', clearedCookies());
      throw unauthenticated('The session is over; sign in again');
    }
    const { accessToken, expiresAt, refreshToken: next } = refreshed.data.refreshSession;
    return reply
      .header('set-cookie', cookiesFor(accessToken, expiresAt, next))
      .header('cache-control', 'no-store')
      .send({ expiresAt });
  });

  app.delete('/session', async (request, reply) => {
    requirePage(request.headers, allowsOrigin);
    const principal = await principalOf(request.headers, signIn);
    if (principal.kind === 'viewer')
      await federation.execute({ source: SIGN_OUT, request: { ...requestOf(request), principal } });
    return reply.header('set-cookie', clearedCookies()).status(204).send();
  });

  /** As nobody: the refresh token says who it is. */
  const execute = async (request: FastifyRequest, source: string, variables: Record<string, unknown>) =>
    (await federation.execute({ source, variables, request: requestOf(request) })).data;
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? undefined);
  if (!result.success) throw invalid({ field: 'body', problem: 'is not what this takes' });
  return result.data;
}
