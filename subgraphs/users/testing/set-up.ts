import { randomUUID } from 'node:crypto';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { createAccessTokens } from '@parley/identity/access-tokens';
import { createAuthenticator } from '@parley/identity/authenticator';
import { createRevocations } from '@parley/identity/revocations';
import { loadSigningKeys } from '@parley/identity/signing-keys';
import { createSocketTokens } from '@parley/identity/socket-tokens';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import type { Mailer } from '@parley/ports/mail/mailer';
import { freshDatabase } from '@parley/testing/database';
import { asking } from '@parley/testing/viewers';
import { exportJWK, generateKeyPair } from 'jose';
import pino from 'pino';
import { seedTenant } from '../seed';
import { ENTITIES } from '../store/entities';
import { createUsersSubgraph } from '../subgraph';

export interface SessionData {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
  deviceId: string;
  user: { id: string };
}

export const SESSION = 'accessToken refreshToken expiresAt deviceId user { id }';
export const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { ${SESSION} } }`;
export const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { __typename ... on Session { ${SESSION} } ... on MfaChallenge { challengeId expiresAt } }
}`;
export const REFRESH = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${SESSION} } }`;
export const PASSWORD = 'correct horse battery';

async function signingKeys() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const SIGNING_KEYS = JSON.stringify([await exportJWK(privateKey)]);
  return loadSigningKeys({ PARLEY_ENV: 'production', PARLEY_DATA: '', SIGNING_KEYS });
}

/** The subgraph on a database of its own with an open tenant `demo`, and ways to be somebody in it. */
export async function setUpUsers({ mailer }: { mailer?: Mailer } = {}) {
  const { database, ...fresh } = await freshDatabase({ entities: ENTITIES });
  const clock = { now: new Date() };
  const bus = inProcessBus();
  const passed = { ms: 0 };
  const ephemeral = inProcessStore({ nowMs: () => performance.now() + passed.ms });
  const options = { issuer: 'https://chat.example', audience: 'parley', seconds: 900 };
  const accessTokens = createAccessTokens(await signingKeys(), options);
  const socketTokens = createSocketTokens(ephemeral);
  const revocations = createRevocations({
    // these tests have one process
    readEnded: async () => ({ readAt: new Date(), sessions: [] }),
    ...{ bus, accessTokenSeconds: 900, logger: pino({ level: 'silent' }) },
  });
  await revocations.start();
  const authenticator = createAuthenticator({ accessTokens, socketTokens, revocations });
  const subgraph = createUsersSubgraph({
    ...{ database, ephemeral, bus, accessTokens, socketTokens, revocations },
    ...{ mailer, settings: { REFRESH_TOKEN_DAYS: 30 }, now: () => clock.now },
  });
  const as = (principal: Principal) => asking(subgraph, principal);
  const from = (address: string) => asking(subgraph, ANONYMOUS, address);
  const anonymously = as(ANONYMOUS);

  /** Somebody new, and how to ask as they do. */
  async function signUp({
    tenant = 'demo',
    displayName = 'Ada',
    email = `${randomUUID()}@x.example`,
    device = undefined as object | undefined,
  } = {}) {
    const input = { tenant, email, password: PASSWORD, displayName, device };
    const { data, errors } = await anonymously<{ signUp: SessionData }>(SIGN_UP, { input });
    if (!data) throw new Error(`Nobody signed up: ${errors?.[0]?.message}`);
    const principal = await authenticator.authenticate(data.signUp.accessToken);
    return { email, ...data.signUp, principal, execute: as(principal) };
  }

  await seedTenant(database, { slug: 'demo', signUp: 'open' });
  const pass = (ms: number) => void (passed.ms += ms);
  async function close() {
    await revocations.stop();
    await fresh.close();
  }
  return {
    ...{ database, clock, pass, bus, ephemeral, revocations, authenticator },
    ...{ subgraph, as, from, anonymously, signUp, close },
  };
}

export type Users = Awaited<ReturnType<typeof setUpUsers>>;
