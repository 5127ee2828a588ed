import { defineEntity, p } from '@mikro-orm/core';
import { AsyncLocalStorage } from 'node:async_hooks';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';

const Thing = defineEntity({
  name: 'Thing',
  tableName: 'thing',
  properties: { id: p.integer().primary(), name: p.text() },
});

let fresh: FreshDatabase;

beforeEach(async () => {
  fresh = await freshDatabase({ entities: [Thing], poolSize: 2 });
  await fresh.database.query('create table thing (id int primary key, name text not null)');
});
afterEach(() => fresh.close());

const names = () => fresh.database.query<{ id: number; name: string }>('select id, name from thing order by id');

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = fresh.database.statements;
  await work();
  return fresh.database.statements - before;
}

it('writes what a transaction changed of its entities before it commits', async () => {
  const { database } = fresh;
  await database.transaction(async ({ em }) => void em.create(Thing, { id: 1, name: 'one' }));
  const committed: string[] = [];
  await database.transaction(async (tx) => {
    tx.afterCommit(() => committed.push('first'));
    const thing = await tx.em.findOneOrFail(Thing, 1);
    thing.name = 'another';
    expect(await tx.query('select name from thing')).toEqual([{ name: 'one' }]);
    await tx.em.flush();
    expect(await tx.query('select name from thing')).toEqual([{ name: 'another' }]);
    thing.name = 'last';
    expect(committed).toEqual([]);
  });
  expect(committed).toEqual(['first']);
  expect(await names()).toEqual([{ id: 1, name: 'last' }]);
});

it('writes nothing of a transaction that fails, neither of its entities nor by SQL', async () => {
  const { database } = fresh;
  const done = jest.fn();
  const failing = database.transaction(async (tx) => {
    tx.afterCommit(done);
    tx.em.create(Thing, { id: 1, name: 'one' });
    await tx.em.flush();
    await tx.query(`insert into thing values (2, 'two')`);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await names()).toEqual([]);
  expect(done).not.toHaveBeenCalled();
});

it('counts its own statements and those of MikroORM, and each once', async () => {
  const { database } = fresh;
  expect(await statementsOf(names)).toBe(1);
  expect(await statementsOf(() => database.query({ name: 'one', text: 'select 1' }))).toBe(1);
  // begin, insert, commit
  expect(
    await statementsOf(() => database.transaction(async ({ em }) => void em.create(Thing, { id: 1, name: 'one' }))),
  ).toBe(3);
  // begin, select, select, update, commit
  const changing = () =>
    database.transaction(async (tx) => {
      const thing = await tx.em.findOneOrFail(Thing, 1);
      await tx.query('select 1');
      thing.name = 'another';
    });
  expect(await statementsOf(changing)).toBe(5);
  // begin, select, rollback
  const failing = () =>
    database.transaction(async (tx) => {
      await tx.query('select 1');
      throw new Error('no');
    });
  expect(await statementsOf(() => failing().catch(() => undefined))).toBe(3);
});

it('runs a transaction on one connection, and gives it back', async () => {
  const { database } = fresh;
  // as many as there are connections, so that one does not serve them all
  let begun = 0;
  const pids = await Promise.all(
    Array.from({ length: 6 }, () =>
      database.transaction(async (tx) => {
        const [one] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        begun++;
        await until(() => begun >= 2);
        await tx.em.find(Thing, {});
        const [other] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        expect(other).toEqual(one);
        return one!.pid;
      }),
    ),
  );
  expect(new Set(pids).size).toBe(2);
});

it('never enters an AsyncLocalStorage, which would make every promise of the process slower', async () => {
  const entered = [
    jest.spyOn(AsyncLocalStorage.prototype, 'run'),
    jest.spyOn(AsyncLocalStorage.prototype, 'enterWith'),
  ];
  await fresh.database.transaction(async (tx) => {
    tx.em.create(Thing, { id: 1, name: 'one' });
    await Promise.all([tx.em.flush(), tx.em.flush()]);
    tx.em.assign(await tx.em.findOneOrFail(Thing, 1), { name: 'another' });
    await tx.em.find(Thing, { name: 'another' });
  });
  for (const spy of entered) expect(spy).not.toHaveBeenCalled();
  jest.restoreAllMocks();
  expect(await names()).toEqual([{ id: 1, name: 'another' }]);
});

describe('what takes too long', () => {
  const TIMEOUTS = { statementMs: 2_000, lockMs: 200, idleInTransactionMs: 1_000 };
  let slow: FreshDatabase;
  beforeEach(async () => {
    slow = await freshDatabase({ poolSize: 2, timeouts: TIMEOUTS });
    await slow.database.query('create table thing (id int primary key)');
  });
  afterEach(() => slow.close());

  it('is ended by PostgreSQL, is UNAVAILABLE, and changes nothing: a statement, a lock, an idle transaction', async () => {
    const { database } = slow;
    await expect(database.query('select pg_sleep(5)')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = database.transaction(async (tx) => {
      await tx.query('insert into thing values (1)');
      await expect(database.query('insert into thing values (1)')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await held;
      await tx.query('insert into thing values (2)');
    });
    setTimeout(release, 2 * TIMEOUTS.idleInTransactionMs);
    await expect(holding).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await database.query('select id from thing')).toEqual([]);
  });
});

it('runs transactions that name the same key one after the other, and takes a connection for the first alone', async () => {
  const { database } = fresh;
  const order: string[] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const work =
    (name: string, wait: Promise<unknown> = Promise.resolve()) =>
    async () => {
      order.push(`${name} begins`);
      await wait;
      order.push(`${name} ends`);
    };
  const all = [
    database.transaction(work('first', held), { inTurn: ['a', 'b'] }),
    ...['second', 'third'].map((name) => database.transaction(work(name), { inTurn: ['b'] })),
  ];
  await until(() => order.length === 1);
  // of two connections one is free
  await database.transaction(work('another'), { inTurn: ['c'] }).finally(release);
  await Promise.all(all);
  expect(order.slice(0, 3)).toEqual(['first begins', 'another begins', 'another ends']);
  expect(order.slice(3)).toEqual(['first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
});
