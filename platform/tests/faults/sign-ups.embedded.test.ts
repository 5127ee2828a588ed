import { randomUUID } from 'node:crypto';
import { post } from '@parley/testing/client';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

let platform: RunningPlatform;
beforeAll(async () => (platform = await runningPlatform()));
afterAll(() => platform.close());

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
const signUp = () => {
  const input = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID(), displayName: 'Ada' };
  return post<{ signUp: object }>(platform.url, { query: SIGN_UP, variables: { input } });
};

it('very many sign-ups at once are done, or refused as UNAVAILABLE with the time to wait; none fails (43)', async () => {
  const results = await Promise.all(Array.from({ length: 200 }, signUp));
  const refused = results.flatMap(({ errors }) => errors?.[0]?.extensions ?? []);
  for (const extensions of refused)
    expect(extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: expect.any(Number) as number });
  expect(refused.length).toBeLessThan(100);
  expect((await signUp()).errors).toBeUndefined();
});

it('a second sign-up or sign-in in one operation is refused before any work is done (43)', async () => {
  const one = (alias: string) =>
    `${alias}: signUp(input: { tenant: "demo", email: "${alias}@example.org", password: "${randomUUID()}", displayName: "A" }) { expiresAt }`;
  const { data, errors } = await post(platform.url, { query: `mutation { ${one('a')} ${one('b')} }` });
  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', fields: 2, limit: 1 });
});
