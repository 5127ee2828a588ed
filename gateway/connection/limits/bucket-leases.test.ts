import { unavailable } from '@parley/contracts/errors';
import { faultyStore } from '@parley/ports/ephemeral/faulty.fixture';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { createBucketLeases, type Shortage } from './bucket-leases';

const BUCKET = { atOnce: 100, perSecond: 10 };
const want = (tokens: number, key = 'limit-user:ada') => ({ key, tokens, bucket: BUCKET });

/** Several processes on one store, with a clock that a test moves. */
function processes(count: number) {
  let now = 1_000;
  const inner = inProcessStore({ nowMs: () => now });
  let charges = 0;
  const store: Pick<typeof inner, 'charge'> = {
    charge: (...charge) => {
      charges++;
      return inner.charge(...charge);
    },
  };
  const all = Array.from({ length: count }, () =>
    createBucketLeases({ store, nowMs: () => now, onFailure: () => expect('a failure').toBe('none') }),
  );
  return {
    all,
    pass: (ms: number) => (now += ms),
    get charges() {
      return charges;
    },
  };
}

const isTaken = async (taken: Promise<Shortage | undefined> | undefined): Promise<boolean> => !(await taken);

async function takeAll(take: () => Promise<Shortage | undefined> | undefined): Promise<number> {
  let taken = 0;
  while (await isTaken(take())) taken++;
  return taken;
}

it('spends never more than the bucket has over all processes, and asks the store seldom', async () => {
  const { all, charges: _, ...rest } = processes(4);
  let spent = 0;
  for (const one of all) spent += await takeAll(() => one.take([want(1)]));
  expect(spent).toBe(100);
  const test = processes(1);
  expect(await takeAll(() => test.all[0]!.take([want(1)]))).toBe(100);
  expect(test.charges).toBeLessThan(30);
  rest.pass(1_000);
  let later = 0;
  for (const one of all) later += await takeAll(() => one.take([want(1)]));
  expect(later).toBe(10);
});

it('gives at once what is wanted at once, once each', async () => {
  const [one] = processes(1).all;
  const taken = await Promise.all(Array.from({ length: 150 }, () => isTaken(one!.take([want(1)]))));
  expect(taken.filter(Boolean)).toHaveLength(100);
});

it('says how long to wait, and does not ask the store again before', async () => {
  const test = processes(1);
  const [one] = test.all;
  await one!.take([want(100)]);
  expect(await one!.take([want(5)])).toMatchObject({ waitMs: 500, want: { key: 'limit-user:ada' } });
  const { charges } = test;
  for (let n = 0; n < 1_000; n++) await one!.take([want(5)]);
  expect(test.charges).toBe(charges);
  test.pass(500);
  expect(await isTaken(one!.take([want(5)]))).toBe(true);
});

it('takes of all buckets or of none', async () => {
  const [one] = processes(1).all;
  await one!.take([want(99, 'limit-user:ada')]);
  const both = [want(50, 'limit-tenant:acme'), want(50, 'limit-user:ada')];
  expect(await one!.take(both)).toMatchObject({ want: { key: 'limit-user:ada' } });
  expect(await isTaken(one!.take([want(100, 'limit-tenant:acme')]))).toBe(true);
});

it('drops a lease that nobody has spent in the time in which the bucket has got as much again', async () => {
  const test = processes(1);
  const [one] = test.all;
  await one!.take([want(1)]);
  test.pass(60_000);
  expect(await takeAll(() => one!.take([want(1)]))).toBe(100);
});

it('counts by itself while the store fails or hangs, with full buckets, and goes back to it', async () => {
  let now = 0;
  const store = faultyStore();
  const failures: unknown[] = [];
  const one = createBucketLeases({ store, nowMs: () => now, onFailure: (error) => failures.push(error) });
  store.down();
  expect(await takeAll(() => one.take([want(1)]))).toBe(100);
  expect(failures).toEqual([unavailable('The store is down')]);
  store.up();
  now += 1_001;
  expect(await takeAll(() => one.take([want(1, 'limit-user:bob')]))).toBe(100);
  expect(failures).toHaveLength(1);
  const hanging = createBucketLeases({
    store: { charge: () => new Promise<never>(() => undefined) },
    onFailure: (error) => failures.push(error),
  });
  expect(await isTaken(hanging.take([want(1)]))).toBe(true);
  expect(failures).toHaveLength(2);
});

it('keeps what it leases bounded', async () => {
  const one = createBucketLeases({ store: inProcessStore(), onFailure: () => undefined, maxLeases: 10 });
  for (let n = 0; n < 100; n++) await one.take([want(1, `limit-user:${n}`)]);
  expect(one.size).toBe(10);
});
