import { randomUUID } from 'node:crypto';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { createAccessTokens } from '@parley/identity/access-tokens';
import { createAuthenticator } from '@parley/identity/authenticator';
import { loadEncryptionKeys, type EncryptionKeys } from '@parley/identity/encryption-keys';
import { createRevocations } from '@parley/identity/revocations';
import { createCommits } from '@parley/log/commits';
import { loadSigningKeys } from '@parley/identity/signing-keys';
import { createSocketTokens } from '@parley/identity/socket-tokens';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import type { Audit } from '@parley/ports/audit/audit-trail';
import type { Jobs } from '@parley/ports/jobs/jobs';
import type { Mail, MailTransport } from '@parley/ports/mail/mail-transport';
import { jobMailer } from '@parley/ports/mail/mailer';
import { freshDatabase } from '@parley/testing/database';
import { asking } from '@parley/testing/viewers';
import { exportJWK, generateKeyPair } from 'jose';
import pino from 'pino';
import { seedTenant } from '../seed';
import { ENTITIES } from '../store/entities';
import { createPasswords } from '../domain/passwords';
import { createUsersSubgraph } from '../subgraph';
import { LINKS_QUEUE } from '../store/requested-links';
import { linkSender } from '../workers/send-links';

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

async function newKeys() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const SIGNING_KEYS = JSON.stringify([await exportJWK(privateKey)]);
  const settings = { PARLEY_ENV: 'production' as const, PARLEY_DATA: '', SIGNING_KEYS, ENCRYPTION_KEYS: undefined };
  return { signingKeys: await loadSigningKeys(settings), encryptionKeys: await loadEncryptionKeys(settings) };
}

/** The subgraph on a database of its own with an open tenant `demo`, and ways to be somebody in it. */
export async function setUpUsers({
  sendsMails = true,
  encryptionKeys,
  audit,
}: { sendsMails?: boolean; encryptionKeys?: EncryptionKeys; audit?: Audit } = {}) {
  const { database, ...fresh } = await freshDatabase({ entities: ENTITIES });
  const clock = { now: new Date() };
  const queued: { id: string; queue: string; data: object }[] = [];
  const jobs: Pick<Jobs, 'add'> = {
    async add(_tx, queue, { data }) {
      const id = randomUUID();
      queued.push({ id, queue, data });
      return id;
    },
  };
  const bus = inProcessBus();
  const passed = { ms: 0 };
  const ephemeral = inProcessStore({ nowMs: () => performance.now() + passed.ms });
  const options = { issuer: 'https://chat.example', audience: 'parley', seconds: 900 };
  const keys = await newKeys();
  const accessTokens = createAccessTokens(keys.signingKeys, options);
  const socketTokens = createSocketTokens(ephemeral);
  const revocations = createRevocations({
    // these tests have one process
    readEnded: async () => ({ readAt: new Date(), sessions: [] }),
    ...{ bus, accessTokenSeconds: 900, logger: pino({ level: 'silent' }) },
  });
  await revocations.start();
  const authenticator = createAuthenticator({ accessTokens, socketTokens, revocations });
  const passwords = createPasswords();
  const subgraph = createUsersSubgraph({
    ...{ passwords, database, ephemeral, bus, accessTokens, socketTokens, revocations },
    encryptionKeys: encryptionKeys ?? keys.encryptionKeys,
    ...{
      mailer: sendsMails ? jobMailer(jobs) : undefined,
      jobs,
      openIdProviders: () => undefined,
      publicUrl: () => 'https://chat.example',
    },
    ...{ commits: createCommits(), audit, settings: { REFRESH_TOKEN_DAYS: 30 }, now: () => clock.now },
  });
  const as = (principal: Principal) => asking(subgraph, principal);
  const from = (address: string) => asking(subgraph, ANONYMOUS, address);
  const anonymously = as(ANONYMOUS);

  /** Runs the jobs that were added since, and returns the mails that they send, with the token of their link. */
  async function mails(): Promise<(Mail & { token: string | undefined })[]> {
    const sent: Mail[] = [];
    const transport: MailTransport = {
      async send(mail) {
        sent.push(mail);
        return 'sent';
      },
      close: () => undefined,
    };
    const links = linkSender({
      database,
      mails: transport,
      publicUrl: () => 'https://chat.example',
      now: () => clock.now,
    });
    for (const { id, queue, data } of queued.splice(0))
      await (queue === LINKS_QUEUE.name ? links({ id, data }, () => false) : transport.send(data as Mail, id));
    return sent.map((mail) => ({ ...mail, token: /\?token=([\w-]+)/.exec(mail.text)?.[1] }));
  }

  /** Proves the addresses of those who signed up lately. */
  async function verifyAddresses(): Promise<void> {
    for (const { token } of await mails())
      await anonymously('mutation ($token: String!) { verifyEmail(token: $token) }', { token });
  }

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
    await passwords.close();
    await revocations.stop();
    await fresh.close();
  }
  return {
    ...{ database, clock, pass, bus, ephemeral, revocations, authenticator },
    ...{ jobs, queued, mails, verifyAddresses },
    ...{ subgraph, as, from, anonymously, signUp, close },
  };
}

export type Users = Awaited<ReturnType<typeof setUpUsers>>;
