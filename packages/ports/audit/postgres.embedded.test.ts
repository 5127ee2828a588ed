import { randomUUID } from 'node:crypto';
import type { TenantId, UserId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import type { AuditEntry } from './audit-trail';
import { auditTrail } from './postgres';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterEach(async () => {
  await fresh.database.query('truncate audit.entry');
  await fresh.database.query(`update audit.chain set number = 0, digest = ''`);
});
afterAll(() => fresh.close());

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  at: new Date('2026-05-01T10:20:30.456Z'),
  action: 'signIn',
  correlationId: 'abc-1',
  outcome: 'done',
  ...more,
});

function recorded() {
  const lines: { dropped?: number; msg: string }[] = [];
  const logger = pino({ level: 'error', base: undefined }, { write: (line) => lines.push(JSON.parse(line) as never) });
  return { logger, lines };
}

const written = () => fresh.database.query<object>('select * from audit.entry order by at, correlation_id');

it('writes who did what, to what, when and from where', async () => {
  const trail = auditTrail({ database: fresh.database, logger: recorded().logger });
  await trail.start();
  const ids = { tenant: randomUUID() as TenantId, actor: randomUUID() as UserId, subject: randomUUID() };
  trail.record(entry({ ...ids, address: '::ffff:127.0.0.1', action: 'addMembers', outcome: 'FORBIDDEN' }));
  const [row] = await until(async () => {
    const rows = await written();
    return rows.length > 0 && rows;
  });
  expect(row).toMatchObject({
    ...ids,
    session: null,
    at: new Date('2026-05-01T10:20:30.456Z'),
    address: '::ffff:127.0.0.1',
    action: 'addMembers',
    correlation_id: 'abc-1',
    outcome: 'FORBIDDEN',
  });
  await trail.stop();
});

it('writes everything that waits before it stops', async () => {
  const trail = auditTrail({ database: fresh.database, logger: recorded().logger });
  await trail.start();
  for (let n = 0; n < 2_500; n++) trail.record(entry());
  await trail.stop();
  expect(await written()).toHaveLength(2_500);
});

it('waits for a database that is away, and writes each entry once although an answer was lost', async () => {
  let answers = ['lost before', 'lost after'];
  const database: Pick<typeof fresh.database, 'transaction'> = {
    async transaction(work) {
      const [answer] = answers;
      answers = answers.slice(1);
      if (answer === 'lost before') throw new Error('gone');
      const result = await fresh.database.transaction(work);
      if (answer === 'lost after') throw new Error('gone');
      return result;
    },
  };
  const trail = auditTrail({ database, logger: recorded().logger });
  trail.record(entry());
  await trail.start();
  await until(() => answers.length === 0);
  await trail.stop();
  expect(await written()).toHaveLength(1);
});

it('keeps no more than it may, and tells how many it dropped', async () => {
  const { logger, lines } = recorded();
  const trail = auditTrail({ database: fresh.database, logger, maxQueued: 10 });
  for (let n = 0; n < 15; n++) trail.record(entry());
  await trail.start();
  await trail.stop();
  expect(await written()).toHaveLength(10);
  expect(lines).toMatchObject([{ dropped: 5 }]);
});
