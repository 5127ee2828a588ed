import { randomUUID } from 'node:crypto';
import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { exportJWK, generateKeyPair } from 'jose';
import pino from 'pino';
import { createAccessTokens } from './access-tokens';
import { createAuthenticator } from './authenticator';
import { createRevocations, type EndedSessions, type Look } from './revocations';
import { loadSigningKeys } from './signing-keys';
import { createSocketTokens } from './socket-tokens';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECONDS = 900;

const claims = {
  tenant: randomUUID() as string as TenantId,
  user: randomUUID() as string as UserId,
  session: randomUUID() as string as SessionId,
  device: randomUUID() as string as DeviceId,
  scopes: [],
  bot: false,
};

async function signingKeys() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const SIGNING_KEYS = JSON.stringify([await exportJWK(privateKey)]);
  return loadSigningKeys({ PARLEY_ENV: 'production', PARLEY_DATA: '', SIGNING_KEYS });
}

/** A database, whose clock nobody sets. */
function anotherMachine() {
  const startedAt = Date.now() - performance.now();
  const now = () => new Date(startedAt + performance.now());
  const sessions: { session: SessionId; endedAt: Date }[] = [];
  return {
    end: (session: SessionId) => void sessions.push({ session, endedAt: now() }),
    async readEnded({ withinMs, before = now() }: Look): Promise<EndedSessions> {
      const since = before.getTime() - withinMs;
      return { readAt: now(), sessions: sessions.filter(({ endedAt }) => endedAt.getTime() >= since) };
    },
  };
}

afterEach(() => jest.useRealTimers());

it.each([0, HOUR_MS, -HOUR_MS])(
  'a session that ended is over for as long as any token of it could be good, the clock set by %d ms',
  async (byMs) => {
    const keys = await signingKeys();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const accessTokens = createAccessTokens(keys, { issuer: 'i', audience: 'a', seconds: SECONDS });
    const database = anotherMachine();
    const revocations = createRevocations({
      ...{ readEnded: database.readEnded, bus: inProcessBus(), accessTokenSeconds: SECONDS },
      logger: pino({ level: 'silent' }),
    });
    await revocations.start();
    const { authenticate } = createAuthenticator({
      accessTokens,
      revocations,
      socketTokens: createSocketTokens(inProcessStore()),
    });
    const { token } = await accessTokens.sign(claims);
    expect(await authenticate(token)).toMatchObject({ session: claims.session });

    database.end(claims.session);
    await revocations.revoke(claims.session);
    jest.setSystemTime(Date.now() + byMs);
    for (let passedMs = 0; passedMs < 2 * HOUR_MS; passedMs += MINUTE_MS) {
      await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      await jest.advanceTimersByTimeAsync(MINUTE_MS);
    }
    await revocations.stop();
  },
);
