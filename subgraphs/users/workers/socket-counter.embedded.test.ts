import { randomUUID } from 'node:crypto';
import type { TenantId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { usageOf } from '../store/usage';
import { socketCounter } from './socket-counter';

let fresh: FreshDatabase;
const counters: ReturnType<typeof socketCounter>[] = [];
beforeAll(async () => void (fresh = await freshDatabase()));
afterEach(async () => void (await Promise.all(counters.splice(0).map((one) => one.stop()))));
afterAll(() => fresh.close());

/** A tenant that may have so many sockets. */
async function aTenant(most: number | null): Promise<TenantId> {
  const id = randomUUID() as TenantId;
  await fresh.database.query(
    `insert into users.tenant (id, slug, sign_up, created_at, max_sockets) values ($1, $2, 'open', now(), $3)`,
    [id, id, most],
  );
  return id;
}

/** As in a process of its own. */
async function aCounter() {
  const counter = socketCounter({ database: fresh.database, logger: pino({ level: 'silent' }) });
  counters.push(counter);
  await counter.start();
  return counter;
}

it('lets no more in than the limit over several processes at once, and 1 % less at the most', async () => {
  const tenant = await aTenant(800);
  const processes = await Promise.all([aCounter(), aCounter(), aCounter(), aCounter()]);
  const claims = await Promise.allSettled(
    Array.from({ length: 1_200 }, (_, n) => processes[n % processes.length]!.claim(tenant)),
  );
  const admitted = claims.filter(({ status }) => status === 'fulfilled');
  expect(admitted.length).toBeLessThanOrEqual(800);
  expect(admitted.length).toBeGreaterThanOrEqual(792);
  const refusal = claims.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(refusal.reason).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    extensions: { quota: 'sockets', limit: 800, used: 800 },
  });
  await until(async () => (await usageOf(fresh.database, tenant)).sockets === admitted.length);
});

it('gives what is closed in one process to another', async () => {
  const tenant = await aTenant(2);
  const [one, other] = [await aCounter(), await aCounter()];
  const releases = [await one.claim(tenant), await one.claim(tenant)];
  await expect(other.claim(tenant)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  releases[0]!();
  const again = await until(() => other.claim(tenant).catch(() => false as const));
  await expect(one.claim(tenant)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  again();
  releases[1]!();
  await until(async () => (await usageOf(fresh.database, tenant)).sockets === 0);
});

it('forgets a process that stops, and counts tenants without a limit', async () => {
  const [limited, free] = [await aTenant(1), await aTenant(null)];
  const one = await aCounter();
  await one.claim(limited);
  for (let n = 0; n < 5; n++) await one.claim(free);
  await until(async () => (await usageOf(fresh.database, free)).sockets === 5);
  const other = await aCounter();
  await expect(other.claim(limited)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  await one.stop();
  await other.claim(limited);
  expect((await usageOf(fresh.database, free)).sockets).toBe(0);
});

it('holds to a limit that is new', async () => {
  const tenant = await aTenant(null);
  const one = await aCounter();
  await one.claim(tenant);
  await fresh.database.query('update users.tenant set max_sockets = 1 where id = $1', [tenant]);
  const refusal = until(() =>
    one.claim(tenant).then(
      () => false as const,
      (error: unknown) => error,
    ),
  );
  expect(await refusal).toMatchObject({ code: 'QUOTA_EXCEEDED' });
});
