import { onAnotherSocket } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { accounts } from '../../modules';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** What the subscriptions of one socket, and of one person, follow is bounded (45). */

let platform: RunningPlatform;
let people: readonly string[];
beforeAll(async () => {
  platform = await runningPlatform({
    LIVE_TOPICS_PER_CONNECTION: '100',
    LIVE_TOPICS_PER_USER: '150',
    LIVE_VIEWS_PER_USER: '5',
  });
  const { database } = platform;
  const id = await accounts.seedTenant(database, { slug: 'demo', signUp: 'open' });
  const seeded = Array.from({ length: 60 }, (_, n) => ({ name: `watched${n}`, displayName: `Watched ${n}` }));
  const tenant = { id, slug: 'demo', password: 'never used to sign in' };
  people = [...(await accounts.seedAccounts(database, tenant, seeded)).values()];
});
afterAll(() => platform.close());

const PRESENCE = 'subscription ($ids: [ID!]!) { presenceChanges(userIds: $ids) { status } }';

async function refusalOf(subscription: AsyncIterableIterator<unknown>): Promise<string | undefined> {
  try {
    await subscription.next();
    return undefined;
  } catch (errors) {
    return (errors as { extensions: { code: string } }[])[0]?.extensions.code;
  }
}

it('subsets of presence', async () => {
  const someone = await platform.person();
  const another = onAnotherSocket(platform.url, someone);
  const subscribe = (client: typeof someone, count: number) =>
    client.subscribe(PRESENCE, { ids: people.slice(0, count) });
  const first = subscribe(someone, 60);
  await first.next();
  expect(await refusalOf(subscribe(someone, 60))).toBe('QUOTA_EXCEEDED');
  expect(await refusalOf(subscribe(someone, 40))).toBeUndefined();
  expect(await refusalOf(subscribe(another, 60))).toBe('QUOTA_EXCEEDED');
  expect(await refusalOf(subscribe(another, 50))).toBeUndefined();
  await first.return!();
  await until(async () => (await refusalOf(subscribe(someone, 60))) === undefined);
  await another.close();
});

it('different sets of people, which are different views, however few topics each has', async () => {
  const someone = await platform.person();
  const subscribe = (from: number) => someone.subscribe(PRESENCE, { ids: people.slice(from, from + 2) });
  const held = [0, 1, 2, 3, 4].map(subscribe);
  for (const one of held) expect(await refusalOf(one)).toBeUndefined();
  expect(await refusalOf(subscribe(5))).toBe('QUOTA_EXCEEDED');
  expect(await refusalOf(subscribe(0))).toBeUndefined();
  await held[4]!.return!();
  await until(async () => (await refusalOf(subscribe(5))) === undefined);
});
