import type { SessionId } from '@parley/contracts/ids';
import type { Look } from '@parley/identity/revocations';
import { setUpUsers, type Users } from '../testing/set-up';
import { READ_ENDED, readEndedSessions } from './ended-sessions';

const MINUTE_MS = 60_000;

let users: Users;
let device: string;
beforeAll(async () => {
  users = await setUpUsers();
  device = (await users.signUp()).deviceId;
});
afterAll(() => users.close());

/** So many sessions that have ended so many minutes ago; below zero: will have. */
async function sessions(minutesAgo: number, count = 1): Promise<SessionId[]> {
  const rows = await users.database.query<{ id: SessionId }>(
    `insert into users.session (id, tenant, account, device, expires_at, ended_at)
     select gen_random_uuid(), tenant, account, id, now(), now() - make_interval(secs => $2)
     from users.device, generate_series(1, $3) where id = $1 returning id`,
    [device, minutesAgo * 60, count],
  );
  return rows.map(({ id }) => id);
}

const read = async (look: Look) =>
  (await readEndedSessions(users.database, look)).sessions.map(({ session }) => session).sort();

async function databaseNow(): Promise<Date> {
  const [row] = await users.database.query<{ now: Date }>('select now()');
  return row!.now;
}

const earlier = (date: Date, ms: number) => new Date(date.getTime() - ms);

describe('what a look shows', () => {
  it('is when it was, by the database’s clock, also where nothing has ended', async () => {
    const before = await databaseNow();
    const { readAt, sessions: none } = await readEndedSessions(users.database, { withinMs: MINUTE_MS });
    expect(none).toEqual([]);
    expect(readAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(readAt.getTime()).toBeLessThanOrEqual((await databaseNow()).getTime());
  });

  it('is what ended in the time before it, or before a moment and since', async () => {
    const [[soon], [now], [five], [thirty]] = [
      await sessions(-5),
      await sessions(0),
      await sessions(5),
      await sessions(30),
    ];
    const moment = await databaseNow();
    expect(await read({ withinMs: MINUTE_MS })).toEqual([soon, now].sort());
    expect(await read({ withinMs: 10 * MINUTE_MS })).toEqual([soon, now, five].sort());
    expect(await read({ withinMs: 10 * MINUTE_MS, before: earlier(moment, 25 * MINUTE_MS) })).toEqual(
      [soon, now, five, thirty].sort(),
    );
    // by the clock of another machine that was ahead
    expect(await read({ withinMs: MINUTE_MS, before: earlier(moment, -60 * MINUTE_MS) })).toEqual([soon, now].sort());
  });

  it('has the time of each end', async () => {
    const ada = await users.signUp();
    const before = await databaseNow();
    await ada.execute('mutation { signOut }');
    const seen = await readEndedSessions(users.database, { withinMs: MINUTE_MS });
    const { principal } = ada;
    const own = seen.sessions.find(({ session }) => principal.kind === 'viewer' && session === principal.session);
    expect(own!.endedAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(own!.endedAt.getTime()).toBeLessThanOrEqual(seen.readAt.getTime());
  });

  it('takes an index, however many have ended before', async () => {
    await sessions(60, 5_000);
    await users.database.query('analyze users.session');
    const plan = await users.database.query<{ 'QUERY PLAN': string }>(`explain ${READ_ENDED}`, [
      await databaseNow(),
      10,
    ]);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('session_ended_at_idx');
  });
});
