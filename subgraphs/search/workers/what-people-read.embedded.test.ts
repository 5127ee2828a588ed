import { randomUUID } from 'node:crypto';
import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { createCommits } from '@parley/log/commits';
import { createStream } from '@parley/log/streams';
import { compareIndex } from '@parley/ports/search/compare';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import { messageState } from '../store/documents';
import { createRoom, type Room } from '../testing/room';
import { nameFollower } from './follow-names';

const ann = aViewer({ user: '0190a1b2-0101-7000-8000-0000000000aa' as UserId });
let fresh: FreshDatabase;
let room: Room;
let index: ReturnType<typeof postgresSearchIndex>;

beforeEach(async () => {
  fresh = await freshDatabase();
  index = postgresSearchIndex(fresh);
  await addAccount(ann, 'Anneliese Ørsted');
  room = await createRoom({ database: fresh.database, commits: createCommits() }, [ann]);
});
afterEach(() => fresh.close());

/** As the users subgraph keeps somebody. */
async function addAccount({ tenant, user }: Viewer, name: string): Promise<void> {
  await createStream(fresh.database, { stream: user, tenant });
  await fresh.database.query(
    `insert into users.tenant (id, slug, sign_up, created_at) values ($1, $2, 'open', now())`,
    [tenant, randomUUID()],
  );
  await fresh.database.query(
    `insert into users.account (id, tenant, email, password_hash, display_name, search_name, locale, time_zone, bot, created_at)
     values ($1, $2, $3, '', $4, '', 'en', 'UTC', false, now())`,
    [user, tenant, randomUUID(), name],
  );
}

const rename = (name: string) =>
  fresh.database.query('update users.account set display_name = $2 where id = $1', [ann.user, name]);

async function highlightsOf(text: string): Promise<string[]> {
  const query = { tenant: ann.tenant, conversations: [room.conversation], text, first: 10 };
  return (await index.search(query)).hits.flatMap(({ highlights }) => highlights);
}
const differences = () => compareIndex(index, messageState(fresh.database), { settleMs: 1 });

test('a message is found by what people read of it, and by nothing else', async () => {
  await room.send(
    ann,
    `See **<@${ann.user}>** and [the *plan*](https://secret.example/target), \`__init__.py\` &amp; all`,
    {
      mentions: [ann],
    },
  );
  await index.rebuild(messageState(fresh.database));
  const line = 'See @Anneliese Ørsted and the plan, __init__.py &amp; all';
  expect(await highlightsOf('orsted')).toEqual([line.replace('Ørsted', '<mark>Ørsted</mark>')]);
  expect(await highlightsOf('"anneliese orsted"')).toEqual([
    line.replace('Anneliese Ørsted', '<mark>Anneliese Ørsted</mark>'),
  ]);
  expect(await highlightsOf('__init__.py')).toEqual([line.replace('init__.py', '<mark>init__.py</mark>')]);
  for (const unread of ['01', '0190a1b2', '0000', 'secret', 'target', 'https', 'amp'])
    expect([unread, await highlightsOf(unread)]).toEqual([unread, []]);
  expect(await differences()).toEqual([]);
});

test('what mentions somebody is found by their new name, and no more by the one before', async () => {
  for (let n = 0; n < 3; n++) await room.send(ann, `execute <@${ann.user}> ${n}`, { mentions: [ann] });
  await room.send(ann, 'Anneliese is a name');
  await index.rebuild(messageState(fresh.database));
  expect(await highlightsOf('Anneliese')).toHaveLength(4);
  await rename('Berta');
  const follower = nameFollower({ ...fresh, index, logger: pino({ level: 'silent' }), pollMs: 50 });
  await follower.start();
  await until(async () => (await highlightsOf('Berta')).length === 3);
  expect(await highlightsOf('Anneliese')).toEqual(['<mark>Anneliese</mark> is a name']);
  expect(await differences()).toEqual([]);
  await until(async () => (await fresh.database.query('select from search.renamed')).length === 0);
  // as an erasure does
  await rename('Deleted user');
  await until(async () => (await highlightsOf('Berta')).length === 0);
  expect(await highlightsOf('"deleted user"')).toHaveLength(3);
  await follower.stop();
});

test('a change that leaves the name as it is brings nothing about', async () => {
  await fresh.database.query(`update users.account set display_name = display_name, bio = 'x' where id = $1`, [
    ann.user,
  ]);
  expect(await fresh.database.query('select from search.renamed')).toEqual([]);
});
