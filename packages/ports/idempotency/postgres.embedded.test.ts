import { randomUUID } from 'node:crypto';
import type { UserId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { answerCollector } from './collect-responses';
import type { Asking, Begun } from './idempotency-store';
import { postgresAnswers } from './postgres';

let fresh: FreshDatabase;
let passedMs = 0;
const now = () => new Date(Date.now() + passedMs);
beforeAll(async () => (fresh = await freshDatabase()));
beforeEach(() => (passedMs = 0));
afterAll(() => fresh.close());

const DAY_MS = 86_400_000;
const someone = () => randomUUID() as UserId;
const anAsking = (more: Partial<Asking> = {}): Asking => ({
  person: someone(),
  key: randomUUID(),
  asked: '{"a":1}',
  ...more,
});

/** As another process does it, on the same database. */
const begin = (asking: Asking) => postgresAnswers({ database: fresh.database, now }).begin(asking);
async function first(asking: Asking): Promise<Extract<Begun, { state: 'first' }>> {
  const begun = await begin(asking);
  if (begun.state !== 'first') throw new Error(begun.state);
  return begun;
}
const count = async () =>
  (await fresh.database.query<{ count: number }>('select count(*) from idempotency.answer'))[0]!.count;

it('gives the first answer again, in whatever process', async () => {
  const asking = anAsking();
  const { keep } = await first(asking);
  expect(await begin(asking)).toEqual({ state: 'under way' });
  await keep('the answer, mit Ümläuten 🪿');
  for (let times = 0; times < 2; times++)
    expect(await begin(asking)).toEqual({ state: 'answered', answer: 'the answer, mit Ümläuten 🪿' });
});

it('has so many keys of a person at most, and those go on being known', async () => {
  const limited = postgresAnswers({ database: fresh.database, now, limits: { keys: 3, bytes: 1_000 } });
  const person = someone();
  const askings = Array.from({ length: 3 }, () => anAsking({ person }));
  for (const asking of askings) {
    const begun = await limited.begin(asking);
    if (begun.state === 'first') await begun.keep('done');
  }
  await expect(limited.begin(anAsking({ person }))).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  for (const asking of askings) expect(await limited.begin(asking)).toEqual({ state: 'answered', answer: 'done' });
  expect(await limited.begin(anAsking())).toMatchObject({ state: 'first' });
});

it('has so many bytes of a person’s answers at most, and knows the keys of the rest', async () => {
  const limited = postgresAnswers({ database: fresh.database, now, limits: { keys: 100, bytes: 1_000 } });
  const person = someone();
  const states = [];
  for (let n = 0; n < 4; n++) {
    const asking = anAsking({ person });
    const begun = await limited.begin(asking);
    if (begun.state === 'first') await begun.keep('x'.repeat(400));
    states.push(await limited.begin(asking));
  }
  const [kept, without] = [
    { state: 'answered', answer: 'x'.repeat(400) },
    { state: 'answered', answer: '' },
  ];
  expect(states).toEqual([kept, kept, without, without]);
});

it('is first to one of many at once', async () => {
  const asking = anAsking();
  const all = await Promise.all(Array.from({ length: 20 }, () => begin(asking)));
  expect(all.filter(({ state }) => state === 'first')).toHaveLength(1);
  expect(all.filter(({ state }) => state === 'under way')).toHaveLength(19);
});

it('tells what else a key was taken for, answered or not', async () => {
  const asking = anAsking();
  const { keep } = await first(asking);
  const other = { ...asking, asked: '{"a":2}' };
  expect(await begin(other)).toEqual({ state: 'something else' });
  await keep('done');
  expect(await begin(other)).toEqual({ state: 'something else' });
  passedMs = 600_000;
  expect(await begin(other)).toEqual({ state: 'something else' });
});

it('gives nobody the answer of somebody else', async () => {
  const asking = anAsking();
  await (await first(asking)).keep('hers');
  await (await first({ ...asking, person: someone() })).keep('his');
  expect(await begin(asking)).toEqual({ state: 'answered', answer: 'hers' });
});

it('is asked afresh after a release', async () => {
  const asking = anAsking();
  await (await first(asking)).release();
  await (await first(asking)).keep('at last');
  expect(await begin(asking)).toEqual({ state: 'answered', answer: 'at last' });
});

it('is asked afresh a minute after its process was killed, and not by something else', async () => {
  const asking = anAsking();
  const killed = await first(asking);
  passedMs = 59_000;
  expect(await begin(asking)).toEqual({ state: 'under way' });
  passedMs = 60_000;
  expect(await begin({ ...asking, asked: 'other' })).toEqual({ state: 'something else' });
  const { keep } = await first(asking);
  // it was only slow
  await killed.release();
  await killed.keep('too late');
  expect(await begin(asking)).toEqual({ state: 'under way' });
  await keep('in time');
  expect(await begin(asking)).toEqual({ state: 'answered', answer: 'in time' });
});

it('forgets after 24 hours, whether the collector has come or not', async () => {
  const [asking, later] = [anAsking(), anAsking()];
  await (await first(asking)).keep('old');
  passedMs = DAY_MS - 60_000;
  expect(await begin(asking)).toMatchObject({ state: 'answered' });
  await (await first(later)).keep('new');
  passedMs = DAY_MS;
  await first({ ...asking, asked: 'other' });

  await fresh.database.query('update idempotency.answer set begun_at = $1 where person = $2', [
    new Date(),
    asking.person,
  ]);
  const before = await count();
  const collector = answerCollector({ database: fresh.database, now, log: pino({ level: 'silent' }) });
  await collector.start();
  await until(async () => (await count()) < before);
  await collector.stop();
  expect(await begin(later)).toMatchObject({ state: 'answered', answer: 'new' });
});

it('lets nobody read it who has the database alone', async () => {
  const asking = anAsking({ asked: 'mutation { enrollTotp }' });
  await (await first(asking)).keep('the secret');
  const rows = JSON.stringify(
    await fresh.database.query(
      'select encode(id, $1) || encode(asked, $1) || encode(answer, $1) as all from idempotency.answer',
      ['escape'],
    ),
  );
  for (const text of [asking.key, 'enrollTotp', 'secret']) expect(rows).not.toContain(text);
});
