import type { ParleyError } from '@parley/contracts/errors';
import { newEmail, newPassword, normalizeEmail, normalizePassword, normalizeSlug } from './credentials';
import { createPasswords } from './passwords';

describe('an e-mail address', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ada+tag@example.com', 'ada+tag@example.com'],
    ['grace@bücher.example', 'grace@xn--bcher-kva.example'],
    ['用户@例子.广告', '用户@xn--fsqu00a.xn--4rr70v'],
    ['zoe\u0308@x.example', 'zo\u00eb@x.example'],
  ])('%s is the account %s', (text, email) => {
    expect(newEmail(text)).toBe(email);
  });

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'a@b@c',
    'a b@x.example',
    'a@x..example',
    'a@x.example/path',
    'a@x%2eexample',
    'a@x:25',
    'a\u0000@x.example',
    '<a@x.example>',
    `${'a'.repeat(65)}@x.example`,
    `a@${'x'.repeat(260)}`,
    'a\ud800@x.example',
  ])('%s is none', (text) => {
    expect(normalizeEmail(text)).toBeUndefined();
    expect(() => newEmail(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});

describe('a password', () => {
  it('may be anything of 8 to 256 characters, whole', () => {
    for (const password of ['        ', 'пароль-пароль', '🎈'.repeat(8), '🎈'.repeat(256), 'x'.repeat(256)])
      expect(newPassword(password)).toBe(password);
  });

  it.each(['', '1234567', '🎈'.repeat(7), 'x'.repeat(257), '🎈'.repeat(257), `12345678\ud800`])('is not %s', (text) => {
    expect(normalizePassword(text)).toBeUndefined();
    expect(() => newPassword(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it('is the same from any keyboard', () => {
    expect(normalizePassword('cafe\u0301-au-lait')).toBe(normalizePassword('caf\u00e9-au-lait'));
  });
});

describe('a password’s hash', () => {
  const passwords = createPasswords();
  afterAll(() => passwords.close());

  it('is argon2id, different each time, and matches its password only', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.verify(one, 'correct horse')).toBe(true);
    expect(await passwords.verify(one, 'correct horsf')).toBe(false);
  });

  it('is refused while too many wait, and not made for those who are gone (43)', async () => {
    const busy = createPasswords({ threads: 1, maxWaiting: 3 });
    const gone = new AbortController();
    const left = busy.hash('correct horse', gone.signal);
    const tried = await Promise.allSettled([...Array(10).keys()].map(() => busy.hash('correct horse')));
    gone.abort();
    const outcomes = tried.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as ParleyError).extensions));
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(3);
    expect(outcomes.at(-1)).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 120, retryable: true });
    await left.catch(() => undefined);
    const waiting = [busy.hash('a'), busy.hash('b', AbortSignal.abort())];
    await expect(waiting[1]).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'The client is gone' });
    expect(await waiting[0]).toContain('argon2id');
    await busy.close();
  });

  it('of nobody matches nothing', async () => {
    for (const password of ['', 'x', undefined]) expect(await passwords.verify(undefined, password)).toBe(false);
    expect(await passwords.verify(await passwords.hash(''), undefined)).toBe(false);
  });
});

describe('a tenant’s name', () => {
  it.each([
    [' Demo ', 'demo'],
    ['a-1', 'a-1'],
    ['', undefined],
    ['-a', undefined],
    ['a b', undefined],
    ['a\u0000', undefined],
    ['x'.repeat(64), undefined],
  ])('%j is %s', (text, slug) => {
    expect(normalizeSlug(text)).toBe(slug);
  });
});
