import { memoryStorage, type ParleyClient } from '@parley/client';
import { until } from '@parley/testing/until';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { sdkPeople, untilShown } from '../../testing/sdk-people';

const people = sdkPeople();
let platform: RunningPlatform;

beforeAll(async () => {
  platform = await runningPlatform({ ACCESS_TOKEN_SECONDS: '9' });
});
afterEach(() => people.close());
afterAll(() => platform.close());

const isOffline = ({ connection }: ParleyClient) => connection.get().offlineSince !== null;

it('the session is renewed silently, once for two pages, and the socket goes on', async () => {
  const storage = memoryStorage();
  const one = await people.person('Ann', { url: platform.url, storage });
  const other = people.client({ url: platform.url, storage });
  await until(() => other.session.get().status === 'signedIn');
  const { id } = await one.createConversation({ kind: 'GROUP', title: 'Notes' });
  for (const client of [one, other]) people.listen(client.conversation(id).timeline);
  await until(() => [one, other].every(({ connection }) => connection.get().status === 'connected'));
  let cuts = 0;
  for (const client of [one, other])
    people.listen({ subscribe: (told) => client.connection.subscribe(() => (isOffline(client) ? cuts++ : told())) });

  const tokens = new Set<string | null>();
  await until(
    async () => {
      for (const client of [one, other]) tokens.add(await client.accessToken());
      return tokens.size >= 4;
    },
    { everyMs: 200 },
  );
  one.conversation(id).send('still here');
  await untilShown(other.conversation(id), ['still here']);
  expect([cuts, one.session.get().status, other.session.get().status]).toEqual([0, 'signedIn', 'signedIn']);
});

it('a session that is ended elsewhere is over here', async () => {
  const ann = await people.person('Ann', { url: platform.url });
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Notes' });
  people.listen(ann.conversation(id).timeline);
  await until(() => ann.connection.get().status === 'connected');
  await platform.database.query('update users.session set ended_at = now()');
  await until(() => ann.session.get().status === 'signedOut');
  expect(ann.session.get()).toEqual({ status: 'signedOut', expired: true });
});
