import { randomUUID } from 'node:crypto';
import { value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { codesOf } from '@parley/testing/viewers';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';

let platform: RunningPlatform;
beforeAll(async () => {
  platform = await runningPlatform({ TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => platform.close());

const from = (address: string) => (query: string, input: object) =>
  post<Record<string, unknown>>(platform.url, { query, variables: { input } }, { 'x-forwarded-for': address });

it('one password tried on many accounts from one address is refused, and from elsewhere people sign in (14)', async () => {
  const account = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID() };
  await value(from('192.0.2.1')(SIGN_UP, { ...account, displayName: 'Cara' }));
  const spray = from('192.0.2.66');
  for (let n = 0; n < 100; n += 10)
    await Promise.all(
      Array.from({ length: 10 }, () => spray(SIGN_IN, { ...account, email: `${randomUUID()}@example.org` })),
    );
  const refused = await spray(SIGN_IN, account);
  expect(codesOf(refused)).toEqual(['RATE_LIMITED']);
  expect(refused.errors![0]!.extensions.retryAfterMs).toBeGreaterThan(0);
  expect(codesOf(await from('192.0.2.1')(SIGN_IN, account))).toEqual([]);
});
