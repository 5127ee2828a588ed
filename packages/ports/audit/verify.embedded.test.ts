import { randomUUID } from 'node:crypto';
import type { UserId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import pino from 'pino';
import type { ChainHead } from './chain';
import { auditTrail } from './postgres';
import { verifyAuditTrail } from './verify';

const logger = pino({ level: 'silent' });
let fresh: FreshDatabase;
const sql = (text: string) => fresh.database.query(text);
const verify = (expected?: ChainHead) => verifyAuditTrail(fresh.database, expected);

/** Entries of processes that write at the same time. */
async function write(processes: number, entries: number): Promise<void> {
  const trails = Array.from({ length: processes }, () => auditTrail({ database: fresh.database, logger }));
  await Promise.all(trails.map((trail) => trail.start()));
  for (let n = 0; n < entries; n++)
    for (const [process, trail] of trails.entries())
      trail.record({
        at: new Date(),
        actor: randomUUID() as UserId,
        ...(n % 2 === 0 && { address: `192.0.2.${process}` }),
        action: 'sendMessage',
        correlationId: `${process} "${n}" é`,
        outcome: 'done',
      });
  await Promise.all(trails.map((trail) => trail.stop()));
}

beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.close());

it('is one chain, whoever writes to it', async () => {
  await write(3, 2_100);
  const { head, faults } = await verify();
  expect(faults).toEqual([]);
  expect(head).toEqual({ number: 6_300, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await write(1, 1);
  expect((await verify(head)).faults).toEqual([]);
});

it.each([
  [`update audit.entry set outcome = 'FORBIDDEN' where number = 7`, 'changed', '7'],
  [`update audit.entry set at = at - interval '1 ms' where number = 20`, 'changed', '20'],
  [`update audit.entry set address = '192.0.2.9' where number = 1`, 'changed', '1'],
  [`update audit.entry set address = '192.0.2.9', address_salt = ''::bytea where number = 2`, 'changed', '2'],
  [`update audit.entry set actor = null, digest = sha256('') where number = 20`, 'changed', '20'],
  ['delete from audit.entry where number = 9', 'missing', '9'],
  ['delete from audit.entry where number = 1', 'missing', '1'],
  ['delete from audit.entry where number = 20', 'cut off', '20'],
])('finds what %s did', async (change, fault, entry) => {
  await write(1, 20);
  await sql(change);
  expect((await verify()).faults).toEqual([{ fault, entry }]);
});

it('finds an entry that was put in', async () => {
  await sql('update audit.chain set unchained = 0');
  await write(1, 3);
  const id = randomUUID();
  await sql(`insert into audit.entry (id, at, action, correlation_id, outcome) values ('${id}', now(), 'x', '', '')`);
  expect((await verify()).faults).toEqual([{ fault: 'inserted', entry: id }]);
});

it('finds a chain that was made again, or cut off with its head, by a head that was kept', async () => {
  await write(1, 5);
  const { head } = await verify();
  await sql(`delete from audit.entry; update audit.chain set number = 0, digest = ''`);
  await write(1, 4);
  expect((await verify()).faults).toEqual([]);
  expect((await verify(head)).faults).toEqual([{ fault: 'cut off', entry: '5' }]);
  await write(1, 3);
  expect((await verify(head)).faults).toEqual([{ fault: 'changed', entry: '5' }]);
});

it('stays intact when the addresses of a person are deleted', async () => {
  await write(1, 5);
  await sql('update audit.entry set address = null, address_salt = null');
  expect((await verify()).faults).toEqual([]);
});
