import pino from 'pino';
import { REFRESH, setUpUsers, type SessionData, type Users } from '../testing/set-up';
import { sessionCollector } from './collect-sessions';

const DAY_MS = 86_400_000;
let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
});
afterAll(() => users.close());

const logger = pino({ level: 'silent' });

/** Collects as of so many days from now. */
async function collect(days: number): Promise<void> {
  const run = sessionCollector({
    database: users.database,
    settings: { REFRESH_TOKEN_DAYS: 30 },
    logger,
    now: () => new Date(Date.now() + days * DAY_MS),
  });
  await run({ id: 'job', data: null }, () => false);
}

async function leftOf({ deviceId }: SessionData) {
  const [counts] = await users.database.query<{ devices: number; sessions: number; tokens: number; used: number }>(
    `select (select count(*) from users.device where id = $1) as devices,
            (select count(*) from users.session where device = $1) as sessions,
            count(t.*) as tokens, count(t.used_at) as used
     from users.session s join users.refresh_token t on t.session = s.id where s.device = $1`,
    [deviceId],
  );
  return counts;
}

describe('the session collector', () => {
  it('keeps what is in use', async () => {
    const ada = await users.signUp();
    await users.anonymously(REFRESH, { input: { refreshToken: ada.refreshToken } });
    await collect(29);
    expect(await leftOf(ada)).toEqual({ devices: 1, sessions: 1, tokens: 2, used: 1 });
  });

  it('removes a session a day after its end, with its tokens, and the device later', async () => {
    const ada = await users.signUp();
    await ada.execute('mutation { signOut }');
    await collect(0.9);
    expect(await leftOf(ada)).toMatchObject({ sessions: 1, tokens: 1 });
    await collect(1.1);
    expect(await leftOf(ada)).toEqual({ devices: 1, sessions: 0, tokens: 0, used: 0 });
    await collect(91);
    expect(await leftOf(ada)).toMatchObject({ devices: 0 });
  });

  it('removes a session that ran out unused', async () => {
    const ada = await users.signUp();
    await collect(32);
    expect(await leftOf(ada)).toMatchObject({ devices: 1, sessions: 0 });
  });

  it('removes used tokens of a session that goes on, once they would have expired', async () => {
    const ada = await users.signUp();
    await users.anonymously(REFRESH, { input: { refreshToken: ada.refreshToken } });
    await users.database.query(`update users.session set expires_at = now() + interval '60 days' where device = $1`, [
      ada.deviceId,
    ]);
    await collect(31);
    expect(await leftOf(ada)).toEqual({ devices: 1, sessions: 1, tokens: 1, used: 0 });
  });

  it('goes on where there are more than a batch', async () => {
    const ada = await users.signUp();
    await users.database.query(
      `insert into users.session (id, tenant, account, device, expires_at)
       select gen_random_uuid(), s.tenant, s.account, s.device, now() - interval '2 days'
       from users.session s, generate_series(1, 1100) where s.device = $1`,
      [ada.deviceId],
    );
    await collect(0);
    expect(await leftOf(ada)).toMatchObject({ sessions: 1 });
  });
});
