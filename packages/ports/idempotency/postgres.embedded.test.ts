import { randomUUID } from 'node:crypto';
import type { UserId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import pino from 'pino';
import { responseCollector } from './collect-responses';
import type { IdempotentRequest, BeginResult } from './idempotency-store';
import { postgresIdempotencyStore } from './postgres';

let fresh: FreshDatabase;
let passedMs = 0;
const now = () => new Date(Date.now() + passedMs);
beforeAll(async () => (fresh = await freshDatabase()));
beforeEach(() => (passedMs = 0));
afterAll(() => fresh.close());

const DAY_MS = 86_400_000;
const someone = () => randomUUID() as UserId;
const aRequest = (more: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  person: someone(),
  key: randomUUID(),
  content: '{"a":1}',
  ...more,
});

/** As another process does it, on the same database. */
const begin = (request: IdempotentRequest) =>
  postgresIdempotencyStore({ database: fresh.database, now }).begin(request);
async function first(request: IdempotentRequest): Promise<Extract<BeginResult, { state: 'reserved' }>> {
  const begun = await begin(request);
  if (begun.state !== 'reserved') throw new Error(begun.state);
  return begun;
}
const count = async () =>
  (await fresh.database.query<{ count: number }>('select count(*) from idempotency.answer'))[0]!.count;

it('gives the first answer again, in whatever process', async () => {
  const request = aRequest();
  const { complete } = await first(request);
  expect(await begin(request)).toEqual({ state: 'in progress' });
  await complete('the answer, mit Ümläuten 🪿');
  for (let times = 0; times < 2; times++)
    expect(await begin(request)).toEqual({ state: 'completed', response: 'the answer, mit Ümläuten 🪿' });
});

it('has so many keys of a person at most, and those go on being known', async () => {
  const limited = postgresIdempotencyStore({ database: fresh.database, now, limits: { keys: 3, bytes: 1_000 } });
  const person = someone();
  const requests = Array.from({ length: 3 }, () => aRequest({ person }));
  for (const request of requests) {
    const begun = await limited.begin(request);
    if (begun.state === 'reserved') await begun.complete('done');
  }
  await expect(limited.begin(aRequest({ person }))).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  for (const request of requests)
    expect(await limited.begin(request)).toEqual({ state: 'completed', response: 'done' });
  expect(await limited.begin(aRequest())).toMatchObject({ state: 'reserved' });
});

it('has so many bytes of a person’s answers at most, and knows the keys of the rest', async () => {
  const limited = postgresIdempotencyStore({ database: fresh.database, now, limits: { keys: 100, bytes: 1_000 } });
  const person = someone();
  const states = [];
  for (let n = 0; n < 4; n++) {
    const request = aRequest({ person });
    const begun = await limited.begin(request);
    if (begun.state === 'reserved') await begun.complete('x'.repeat(400));
    states.push(await limited.begin(request));
  }
  const [kept, without] = [
    { state: 'completed', response: 'x'.repeat(400) },
    { state: 'completed', response: '' },
  ];
  expect(states).toEqual([kept, kept, without, without]);
});

it('is first to one of many at once', async () => {
  const request = aRequest();
  const all = await Promise.all(Array.from({ length: 20 }, () => begin(request)));
  expect(all.filter(({ state }) => state === 'reserved')).toHaveLength(1);
  expect(all.filter(({ state }) => state === 'in progress')).toHaveLength(19);
});

it('tells what else a key was taken for, answered or not', async () => {
  const request = aRequest();
  const { complete } = await first(request);
  const other = { ...request, content: '{"a":2}' };
  expect(await begin(other)).toEqual({ state: 'conflict' });
  await complete('done');
  expect(await begin(other)).toEqual({ state: 'conflict' });
  passedMs = 600_000;
  expect(await begin(other)).toEqual({ state: 'conflict' });
});

it('gives nobody the answer of somebody else', async () => {
  const request = aRequest();
  await (await first(request)).complete('hers');
  await (await first({ ...request, person: someone() })).complete('his');
  expect(await begin(request)).toEqual({ state: 'completed', response: 'hers' });
});

it('is asked afresh after a release', async () => {
  const request = aRequest();
  await (await first(request)).release();
  await (await first(request)).complete('at last');
  expect(await begin(request)).toEqual({ state: 'completed', response: 'at last' });
});

it('is asked afresh a minute after its process was killed, and not by something else', async () => {
  const request = aRequest();
  const killed = await first(request);
  passedMs = 59_000;
  expect(await begin(request)).toEqual({ state: 'in progress' });
  passedMs = 60_000;
  expect(await begin({ ...request, content: 'other' })).toEqual({ state: 'conflict' });
  const { complete } = await first(request);
  // it was only slow
  await killed.release();
  await killed.complete('too late');
  expect(await begin(request)).toEqual({ state: 'in progress' });
  await complete('in time');
  expect(await begin(request)).toEqual({ state: 'completed', response: 'in time' });
});

it('forgets after 24 hours, whether the collector has come or not', async () => {
  const [request, later] = [aRequest(), aRequest()];
  await (await first(request)).complete('old');
  passedMs = DAY_MS - 60_000;
  expect(await begin(request)).toMatchObject({ state: 'completed' });
  await (await first(later)).complete('new');
  passedMs = DAY_MS;
  await first({ ...request, content: 'other' });

  await fresh.database.query('update idempotency.answer set begun_at = $1 where person = $2', [
    new Date(),
    request.person,
  ]);
  const before = await count();
  const collect = responseCollector({ database: fresh.database, now, logger: pino({ level: 'silent' }) });
  await collect({ id: 'job', data: null }, () => false);
  expect(await count()).toBeLessThan(before);
  expect(await begin(later)).toMatchObject({ state: 'completed', response: 'new' });
});

it('lets nobody read it who has the database alone', async () => {
  const request = aRequest({ content: 'mutation { enrollTotp }' });
  await (await first(request)).complete('the secret');
  const rows = JSON.stringify(
    await fresh.database.query(
      'select encode(id, $1) || encode(asked, $1) || encode(answer, $1) as all from idempotency.answer',
      ['escape'],
    ),
  );
  for (const text of [request.key, 'enrollTotp', 'secret']) expect(rows).not.toContain(text);
});
