import { codesOf } from '@parley/testing/viewers';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, SESSION, setUpUsers, SIGN_IN, type SessionData, type Users } from '../testing/set-up';

let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
});
afterAll(() => users.close());

const COMPLETE = `mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { ${SESSION} } }`;
const CONFIRM = 'mutation ($code: String!) { confirmTotp(code: $code) }';
const ENROLL = 'mutation ($password: String) { enrollTotp(password: $password) { uri secret } }';
const STEP_MS = 30_000;

const codeAt = (secret: string, time: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time.getTime() });
const moved = (ms: number) => new Date(users.clock.now.getTime() + ms);

async function enrolled() {
  const ada = await users.signUp();
  const { data } = await ada.execute<{ enrollTotp: { uri: string; secret: string } }>(ENROLL, { password: PASSWORD });
  const { secret, uri } = data!.enrollTotp;
  const confirmed = await ada.execute<{ confirmTotp: string[] }>(CONFIRM, { code: codeAt(secret, users.clock.now) });
  users.clock.now = moved(STEP_MS);
  return { ...ada, secret, uri, recoveryCodes: confirmed.data!.confirmTotp };
}

async function challenge(email: string): Promise<string> {
  const input = { tenant: 'demo', email, password: PASSWORD };
  const { data } = await users.anonymously<{ signIn: { __typename: string; challengeId: string } }>(SIGN_IN, { input });
  expect(data?.signIn.__typename).toBe('MfaChallenge');
  return data!.signIn.challengeId;
}

async function complete(challengeId: string, code: string) {
  const result = await users.anonymously<{ completeSignIn: SessionData }>(COMPLETE, { input: { challengeId, code } });
  return { codes: codesOf(result), session: result.data?.completeSignIn };
}

describe('a second factor', () => {
  it('is not asked for until it is confirmed', async () => {
    const ada = await users.signUp();
    expect(codesOf(await ada.execute(CONFIRM, { code: '000000' }))).toEqual(['CONFLICT']);
    await ada.execute(ENROLL, { password: PASSWORD });
    expect(codesOf(await ada.execute(CONFIRM, { code: 'nonsense' }))).toEqual(['VALIDATION_FAILED']);
    const input = { tenant: 'demo', email: ada.email, password: PASSWORD };
    expect((await users.anonymously(SIGN_IN, { input })).data).toMatchObject({ signIn: { __typename: 'Session' } });
  });

  it('is something an authenticator app understands', async () => {
    const { uri, email, secret } = await enrolled();
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect(decodeURIComponent(uri)).toContain(`Parley:${email}`);
  });

  it('completes a sign-in, once for each challenge', async () => {
    const ada = await enrolled();
    const id = await challenge(ada.email);
    const done = await complete(id, codeAt(ada.secret, users.clock.now));
    expect(done.session?.user.id).toBe(ada.user.id);
    users.clock.now = moved(STEP_MS);
    expect((await complete(id, codeAt(ada.secret, users.clock.now))).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('can’t be replaced by whoever has the session', async () => {
    const ada = await enrolled();
    expect(codesOf(await ada.execute(ENROLL, { password: PASSWORD }))).toEqual(['CONFLICT']);
    expect(codesOf(await ada.execute(CONFIRM, { code: codeAt(ada.secret, users.clock.now) }))).toEqual(['CONFLICT']);
  });
});

describe('codes', () => {
  it('count once, also for two at once, and none before them counts any more', async () => {
    const ada = await enrolled();
    const code = codeAt(ada.secret, users.clock.now);
    const ids = [await challenge(ada.email), await challenge(ada.email), await challenge(ada.email)];
    const both = await Promise.all([complete(ids[0]!, code), complete(ids[1]!, code)]);
    expect(both.filter(({ session }) => session)).toHaveLength(1);
    expect((await complete(ids[2]!, code)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await complete(ids[2]!, codeAt(ada.secret, moved(-STEP_MS)))).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('may come from a clock that is off by a step, and no more', async () => {
    const ada = await enrolled();
    expect((await complete(await challenge(ada.email), codeAt(ada.secret, moved(2 * STEP_MS)))).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect((await complete(await challenge(ada.email), codeAt(ada.secret, moved(STEP_MS)))).codes).toEqual([]);
  });

  it('can’t be guessed, however many challenges there are', async () => {
    const ada = await enrolled();
    for (let guess = 0; guess < 5; guess++)
      expect((await complete(await challenge(ada.email), '12345')).codes).toEqual(['UNAUTHENTICATED']);
    expect((await complete(await challenge(ada.email), codeAt(ada.secret, users.clock.now))).codes).toEqual([
      'RATE_LIMITED',
    ]);
  });

  it('for recovery are ten, count once each, however they are typed, and are nobody else’s', async () => {
    const [ada, bob] = [await enrolled(), await enrolled()];
    expect(new Set(ada.recoveryCodes).size).toBe(10);
    const [code, next] = ada.recoveryCodes;
    expect((await complete(await challenge(bob.email), code!)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await complete(await challenge(ada.email), code!.toLowerCase().replaceAll('-', ' '))).codes).toEqual([]);
    expect((await complete(await challenge(ada.email), code!)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await complete(await challenge(ada.email), next!)).codes).toEqual([]);
  });

  it('need a challenge', async () => {
    const ada = await enrolled();
    for (const id of ['', 'x', ada.user.id])
      expect((await complete(id, codeAt(ada.secret, users.clock.now))).codes).toEqual(['UNAUTHENTICATED']);
  });
});
