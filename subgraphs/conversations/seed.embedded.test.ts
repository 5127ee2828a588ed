import { createCommits } from '@parley/log/commits';
import pino from 'pino';
import { seedConversations } from './seed';
import { createWorld } from './testing/world';

test.each([5, 1])('seeds for %i people, and once only', async (count) => {
  const { database, people, close } = await createWorld();
  const viewers = await people(count);
  const dependencies = { database, commits: createCommits(), log: pino({ level: 'silent' }) };
  const who = { tenant: viewers[0]!.tenant, people: viewers.map(({ user }) => user) };
  const entries = () => database.query<{ count: number }>('select count(*) from log.entry');

  const first = await seedConversations(dependencies, who);
  const written = await entries();
  expect(await seedConversations(dependencies, who)).toEqual(first);
  expect(await entries()).toEqual(written);
  expect(first.length).toBe(count === 5 ? 11 : 2);
  await close();
});
