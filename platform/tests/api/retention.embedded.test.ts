import { createCommits } from '@parley/log/commits';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { messages } from '@parley/messages/module';
import pino from 'pino';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

let platform: RunningPlatform;
beforeAll(async () => void (platform = await runningPlatform()));
afterAll(() => platform.close());

it('messages that are older than their tenant keeps them are deleted, and told in the log', async () => {
  const { handler } = messages.jobs!.find(({ queue }) => queue.name === 'messages-expiry')!;
  const logger = pino({ level: 'silent' });
  const run = handler({ ...platform, commits: createCommits(), logger } as never);
  const expire = () => run({ id: 'job', data: null as never }, () => false);
  const [ann, bob] = await platform.people('Ann', 'Bob');
  const id = await createConversation(ann, { members: [bob] });
  for (let n = 1; n <= 130; n++) await sendMessage(ann, id, `old ${n}`);
  const age = 'update messages.message set created_at = created_at - $2 * $3::interval where conversation = $1';
  await platform.database.query(age, [id, 40, '1 day']);
  await sendMessage(bob, id, 'new');
  const texts = async () => {
    const { messages: page } = await value(
      bob.request<Record<string, { messages: { edges: { node: { text: string } }[] } }>>(
        'query ($id: ID!) { conversation(id: $id) { messages(first: 200) { edges { node { text } } } } }',
        { id },
      ),
    );
    return page.edges.map(({ node }) => node.text).filter(Boolean);
  };

  await expire();
  expect(await texts()).toHaveLength(131);
  await platform.database.query('update users.tenant set retention_days = 41');
  await expire();
  expect(await texts()).toHaveLength(131);
  await platform.database.query('update users.tenant set retention_days = 39');
  await expire();
  await expire();
  expect(await texts()).toEqual(['new']);
  const [row] = await platform.database.query<{ deleted: number }>(
    `select count(*)::int as deleted from log.entry where stream = $1 and type = 'MessageDeleted'`,
    [id],
  );
  expect(row!.deleted).toBe(130);
});
