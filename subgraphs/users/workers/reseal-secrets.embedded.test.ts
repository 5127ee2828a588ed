import { randomBytes } from 'node:crypto';
import { loadEncryptionKeys } from '@parley/identity/encryption-keys';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { codesOf } from '@parley/testing/viewers';
import { Secret, TOTP } from 'otpauth';
import pino from 'pino';
import { PASSWORD, setUpUsers, SIGN_IN, type Users } from '../testing/set-up';
import { secretSealer } from './reseal-secrets';

const ENROLL = 'mutation ($password: String) { enrollTotp(password: $password) { secret } }';
const CONFIRM = 'mutation ($code: String!) { confirmTotp(code: $code) }';
const COMPLETE = 'mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { accessToken } }';

const newKey = () => ({ kty: 'oct', k: randomBytes(32).toString('base64url') });
const keysOf = (...keys: object[]) =>
  loadEncryptionKeys({
    PARLEY_ENV: 'production',
    PARLEY_DATA: '',
    SIGNING_KEYS: undefined,
    ENCRYPTION_KEYS: JSON.stringify(keys),
  });

const OLD = newKey();
const NEW = newKey();
let users: Users | undefined;
afterEach(() => users?.close());

async function enrolled({ signUp, clock }: Users) {
  const ada = await signUp();
  const { data } = await ada.execute<{ enrollTotp: { secret: string } }>(ENROLL, { password: PASSWORD });
  const secret = Secret.fromBase32(data!.enrollTotp.secret);
  const code = () => {
    clock.now = new Date(clock.now.getTime() + 30_000);
    return new TOTP({ secret }).generate({ timestamp: clock.now.getTime() });
  };
  await ada.execute(CONFIRM, { code: code() });
  return { ...ada, bytes: Buffer.from(secret.bytes), code };
}

async function signInAgain({ anonymously }: Users, { email, code }: { email: string; code: () => string }) {
  const input = { tenant: 'demo', email, password: PASSWORD };
  const { data } = await anonymously<{ signIn: { challengeId: string } }>(SIGN_IN, { input });
  return codesOf(await anonymously(COMPLETE, { input: { challengeId: data!.signIn.challengeId, code: code() } }));
}

const rowsOf = ({ database }: Users) =>
  database.query<{ secret: Buffer | null; sealed: string; sealed_by: string }>('select * from users.totp');

async function seal({ database }: Users, ...keys: object[]): Promise<string> {
  const metrics = createMetrics();
  const options = { database, encryptionKeys: await keysOf(...keys), logger: pino({ level: 'silent' }), metrics };
  await secretSealer(options)({ id: '1', data: null }, () => false);
  return (await metrics.scrape()).text;
}

describe('secrets of second factors', () => {
  it('are encrypted in the database', async () => {
    users = await setUpUsers({ encryptionKeys: await keysOf(OLD) });
    const ada = await enrolled(users);
    const [row] = await rowsOf(users);
    expect(row!.secret).toBeNull();
    expect(row!.sealed).not.toContain(ada.bytes.toString('base64url'));
    expect(await signInAgain(users, ada)).toEqual([]);
  });

  it('from before are good, and are encrypted when they are used', async () => {
    users = await setUpUsers({ encryptionKeys: await keysOf(OLD) });
    const ada = await enrolled(users);
    await users.database.query('update users.totp set secret = $1, sealed = null, sealed_by = null', [ada.bytes]);
    expect(await signInAgain(users, ada)).toEqual([]);
    expect((await rowsOf(users))[0]).toMatchObject({ secret: null, sealed_by: (await keysOf(OLD)).kid });
    expect(await signInAgain(users, ada)).toEqual([]);
  });

  it('move to a new key, after which the old one is not needed', async () => {
    users = await setUpUsers({ encryptionKeys: await keysOf(NEW) });
    const ada = await enrolled(users);
    const bob = await enrolled(users);
    const old = await keysOf(OLD);
    await users.database.query('update users.totp set sealed = $2, sealed_by = $3 where account = $1', [
      ada.user.id,
      await old.encrypt(ada.bytes, ada.user.id),
      old.kid,
    ]);
    await users.database.query(
      'update users.totp set secret = $2, sealed = null, sealed_by = null where account = $1',
      [bob.user.id, bob.bytes],
    );
    expect(await seal(users, NEW)).toContain('parley_users_resealed_total{outcome="unreadable"} 1\n');
    expect(await seal(users, NEW, OLD)).toContain('parley_users_resealed_total{outcome="resealed"} 1\n');
    const { kid } = await keysOf(NEW);
    expect(await rowsOf(users)).toMatchObject([
      { secret: null, sealed_by: kid },
      { secret: null, sealed_by: kid },
    ]);
    for (const person of [ada, bob]) expect(await signInAgain(users, person)).toEqual([]);
  });
});
