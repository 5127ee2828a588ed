import type { TestClient } from '@parley/testing/client';
import type { ExecutionResult } from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const CHANGES = `subscription ($ids: [ID!]!) { presenceChanges(userIds: $ids) { status text user { displayName } } }`;
const SET =
  'mutation ($status: PresenceStatus!, $text: String) { setPresence(status: $status, text: $text) { status } }';

interface Shown {
  status: string;
  text: string | null;
  user: { displayName: string };
}

describe('presenceChanges', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(() => platform.close());

  const next = async (changes: AsyncIterableIterator<ExecutionResult<{ presenceChanges: Shown[] }>>) =>
    ((await changes.next()).value as ExecutionResult<{ presenceChanges: Shown[] }>).data?.presenceChanges;

  it('shows everybody at once, and then who comes, what they wish, and that they go', async () => {
    const changes = ann.subscribe<{ presenceChanges: Shown[] }>(CHANGES, { ids: [bob.userId] });
    const bobs = (status: string, text: string | null = null) => [{ status, text, user: { displayName: 'Bob' } }];
    expect(await next(changes)).toEqual(bobs('OFFLINE'));

    const own = bob.subscribe<{ presenceChanges: Shown[] }>(CHANGES, { ids: [bob.userId] });
    expect(await next(own)).toEqual(bobs('ONLINE'));
    expect(await next(changes)).toEqual(bobs('ONLINE'));

    await bob.request(SET, { status: 'DO_NOT_DISTURB', text: '会議中' });
    expect(await next(changes)).toEqual(bobs('DO_NOT_DISTURB', '会議中'));

    await bob.close();
    expect(await next(changes)).toEqual(bobs('OFFLINE', '会議中'));
    await changes.return?.();
  });
});
