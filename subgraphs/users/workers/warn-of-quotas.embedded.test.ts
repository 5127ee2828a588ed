import { randomUUID } from 'node:crypto';
import type { Mail } from '@parley/ports/mail/mail-transport';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import pino from 'pino';
import { setUpUsers, type Users } from '../testing/set-up';
import { quotaWarner } from './warn-of-quotas';

let users: Users;
beforeAll(async () => void (users = await setUpUsers()));
afterAll(() => users.close());

it('warns owners and admins once of what is nearly used up, and again once it was far from it', async () => {
  const mails: Mail[] = [];
  const mailer = { post: async (_: unknown, mail: Mail) => void mails.push(mail) };
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  const run = quotaWarner({ database: users.database, mailer, logger, metrics: createMetrics() });
  const warnings = async () => {
    await Promise.all([run({ id: 'job', data: null }, () => false), run({ id: 'job', data: null }, () => false)]);
    return mails
      .splice(0)
      .map(({ to, subject }) => `${to} ${subject}`)
      .sort();
  };
  const slug = `t-${randomUUID().slice(0, 8)}`;
  const id = randomUUID();
  const query = (text: string, values: unknown[]) => users.database.query(text, values);
  await query(`insert into users.tenant (id, slug, sign_up, created_at) values ($1, $2, 'open', now())`, [id, slug]);
  for (const role of ['OWNER', 'ADMIN', 'MEMBER']) {
    const person = await users.signUp({ tenant: slug, email: `${role.toLowerCase()}@${slug}.example` });
    await query('update users.account set role = $2 where id = $1', [person.user.id, role]);
  }
  const both = ['admin', 'owner'].map((name) => `${name}@${slug}.example ${slug} has used 80 % of its members`);

  expect(await warnings()).toEqual([]);
  await query('update users.tenant set max_members = 4 where id = $1', [id]);
  expect(await warnings()).toEqual([]);
  await users.signUp({ tenant: slug });
  expect(await warnings()).toEqual(both);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ tenant: id, quota: 'members', limit: 4, used: 4 });
  expect(await warnings()).toEqual([]);
  await query('update users.tenant set max_members = 100 where id = $1', [id]);
  expect(await warnings()).toEqual([]);
  await query('update users.tenant set max_members = 5 where id = $1', [id]);
  expect(await warnings()).toEqual(both);
});

it('warns of messages once a day', async () => {
  const mails: Mail[] = [];
  const mailer = { post: async (_: unknown, mail: Mail) => void mails.push(mail) };
  const run = quotaWarner({ database: users.database, mailer, logger: pino({ level: 'silent' }) });
  const warnings = async () => (await run({ id: 'job', data: null }, () => false), mails.splice(0).length);
  const slug = `t-${randomUUID().slice(0, 8)}`;
  const id = randomUUID();
  const query = (text: string, values: unknown[]) => users.database.query(text, values);
  await query(
    `insert into users.tenant (id, slug, sign_up, created_at, max_messages_per_day) values ($1, $2, 'open', now(), 10)`,
    [id, slug],
  );
  const { user } = await users.signUp({ tenant: slug });
  await query(`update users.account set role = 'OWNER' where id = $1`, [user.id]);
  const sent = (day: string, messages: number) =>
    query(`insert into messages.sent (tenant, day, slot, messages) values ($1, ${day}, 1, $2)`, [id, messages]);
  await sent(`(now() at time zone 'UTC')::date`, 8);
  expect([await warnings(), await warnings()]).toEqual([1, 0]);
  await query('update users.quota_warning set day = day - 1 where tenant = $1', [id]);
  expect([await warnings(), await warnings()]).toEqual([1, 0]);
});
