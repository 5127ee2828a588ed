import { createConversation, sendMessage } from '@parley/testing/acting';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

let platform: RunningPlatform;
beforeAll(async () => {
  platform = await runningPlatform({ UNUSUAL_CONVERSATIONS: '5' });
});
afterAll(() => platform.close());

const PAGE = 'query ($id: ID!) { conversation(id: $id) { messages(first: 5) { edges { node { text } } } } }';

it('whoever reads many conversations in little time is slowed down, then signed out, everywhere; others are not', async () => {
  const [ann, bob] = await platform.people('Ann', 'Bob');
  const ids: string[] = [];
  for (let n = 0; n < 10; n++) {
    ids.push(await createConversation(ann, { members: [bob] }));
    await sendMessage(ann, ids[n]!, 'words');
  }
  const read = (n: number) => bob.request(PAGE, { id: ids[n] });
  for (let n = 0; n < 4; n++) expect(codesOf(await read(n))).toEqual([]);
  await read(4);
  const scoreIs = async (measure: string) => {
    const rows = await platform.database.query(
      `select from audit.entry where subject = $1 and action = 'suspicion.' || $2 and tenant is not null`,
      [bob.userId, measure],
    );
    return rows.length === 1;
  };
  await until(() => scoreIs('slow'));
  const burst = async () => {
    const results = await Promise.all(Array.from({ length: 30 }, () => bob.request('{ me { id } }')));
    return results.flatMap(({ errors = [] }) => errors).find(({ extensions }) => extensions.code === 'RATE_LIMITED');
  };
  const refusal = await until(burst);
  expect(refusal.extensions).toMatchObject({ retryable: true, retryAfterMs: expect.any(Number) });
  const others = await Promise.all(Array.from({ length: 30 }, () => ann.request('{ me { id } }')));
  expect(others.flatMap(codesOf)).toEqual([]);
  for (let n = 5; n < 10; n++) await until(async () => !codesOf(await read(n)).includes('RATE_LIMITED'));
  await until(() => scoreIs('end-sessions'));
  await until(async () => codesOf(await bob.request('{ me { id } }')).includes('UNAUTHENTICATED'));
  expect(codesOf(await ann.request('{ me { id } }'))).toEqual([]);
});
