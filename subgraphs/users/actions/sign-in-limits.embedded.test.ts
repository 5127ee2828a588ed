import { randomUUID } from 'node:crypto';
import { codesOf } from '@parley/testing/viewers';
import { PASSWORD, setUpUsers, SIGN_IN, type SessionData, type Users } from '../testing/set-up';

let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
});
afterAll(() => users.close());

interface Attempt {
  email: string;
  address: string;
  password?: string;
  fingerprint?: string;
}

async function signIn({ email, address, password = PASSWORD, fingerprint }: Attempt) {
  const input = { tenant: 'demo', email, password, device: fingerprint ? { fingerprint } : undefined };
  const result = await users.from(address)<{ signIn: SessionData }>(SIGN_IN, { input });
  return { code: codesOf(result)[0], extensions: result.errors?.[0]?.extensions };
}
const wrong = async (attempt: Attempt) => (await signIn({ ...attempt, password: 'a wrong one' })).code;

/** Makes so many wrong guesses, ten at a time, each from and at what `of` says; gives their codes. */
async function guess(times: number, of: (n: number) => Attempt): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (let n = 0; n < times; n += 10)
    codes.push(...(await Promise.all(Array.from({ length: Math.min(10, times - n) }, (_, at) => wrong(of(n + at))))));
  return codes;
}

let networks = 0;
const newAddress = () => `10.${++networks >> 16}.${(networks >> 8) % 256}.${networks % 256}`;

describe('wrong passwords (14)', () => {
  it('for one account from one network delay the next attempt, each time longer, be there an account or not', async () => {
    const { email } = await users.signUp();
    for (const account of [email, 'guessed@x.example']) {
      const attempt = { email: account, address: newAddress() };
      expect(new Set(await guess(10, () => attempt))).toEqual(new Set(['UNAUTHENTICATED']));
      const waits: number[] = [];
      for (let round = 0; round < 3; round++) {
        const { extensions } = await signIn(attempt);
        expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
        const waitMs = Number(extensions?.retryAfterMs);
        waits.push(waitMs);
        users.pass(waitMs);
        expect(await wrong(attempt)).toBe('UNAUTHENTICATED');
      }
      expect(waits[0]).toBeLessThanOrEqual(30_000);
      expect(waits[2]).toBeGreaterThan(30_000);
    }
  });

  it('made at once tell no more than those that are free', async () => {
    const { email } = await users.signUp();
    const attempt = { email, address: newAddress() };
    await Promise.all(Array.from({ length: 40 }, () => wrong(attempt)));
    expect((await signIn(attempt)).code).toBe('RATE_LIMITED');
  });

  it('are forgotten by a right one, and after an hour', async () => {
    const { email } = await users.signUp();
    const attempt = { email, address: newAddress() };
    await guess(9, () => attempt);
    expect((await signIn(attempt)).code).toBeUndefined();
    await guess(10, () => attempt);
    expect((await signIn(attempt)).code).toBe('RATE_LIMITED');
    users.pass(3_600_000);
    expect((await signIn(attempt)).code).toBeUndefined();
  });

  it('for one account from many networks, and from many addresses of one IPv6 network, are limited', async () => {
    const { email } = await users.signUp();
    expect(new Set(await guess(30, () => ({ email, address: newAddress() })))).toEqual(new Set(['UNAUTHENTICATED']));
    expect((await signIn({ email, address: newAddress() })).code).toBe('RATE_LIMITED');

    const { email: another } = await users.signUp();
    await guess(10, (n) => ({ email: another, address: `2001:db8:0:1::${n + 1}` }));
    expect((await signIn({ email: another, address: '2001:db8:0:1:ffff::1' })).code).toBe('RATE_LIMITED');
    expect((await signIn({ email: another, address: '2001:db8:0:2::1' })).code).toBeUndefined();
  });

  it('of one password for many accounts from one network are limited', async () => {
    const address = newAddress();
    const codes = await guess(100, () => ({ email: `${randomUUID()}@x.example`, address }));
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
    const { email } = await users.signUp();
    expect((await signIn({ email, address })).code).toBe('RATE_LIMITED');
    expect((await signIn({ email, address: newAddress() })).code).toBeUndefined();
  });

  it('of strangers lock nobody out of a device that they have used, which has a limit of its own', async () => {
    const { email } = await users.signUp({ device: { fingerprint: 'my laptop' } });
    const address = newAddress();
    await guess(30, () => ({ email, address: newAddress() }));
    await guess(10, () => ({ email, address }));
    expect((await signIn({ email, address })).code).toBe('RATE_LIMITED');
    expect((await signIn({ email, address, fingerprint: 'a guess' })).code).toBe('RATE_LIMITED');
    const mine = { email, address, fingerprint: 'my laptop' };
    expect((await signIn(mine)).code).toBeUndefined();
    await guess(10, () => mine);
    expect((await signIn(mine)).code).toBe('RATE_LIMITED');
  });
});
