import type { TenantId } from '@parley/contracts/ids';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { setUpUsers, SIGN_IN, PASSWORD, type Users } from '../testing/set-up';
import { closeAccount, forgetAccount } from './erase-account';
import { lockAccount } from './lock-account';

let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
});
afterAll(() => users.close());

const UPDATE = `mutation { updateProfile(input: { displayName: "Back again" }) { displayName } }`;
const PRESENCE = `mutation { setPresence(status: AWAY, text: "Back again") { status } }`;

async function aPerson() {
  const { execute, principal, user, email } = await users.signUp({
    displayName: 'Ada',
    device: { fingerprint: 'hers', name: 'Her phone', platform: 'IOS' },
  });
  return { execute, email, tenant: (principal as { tenant: TenantId }).tenant, user: user.id as never };
}

const kept = async (user: string) =>
  (
    await users.database.query<object>(
      `select a.email, a.handle, a.display_name, a.search_name, a.bio, a.presence_text, a.last_active_at,
         a.password_hash, a.erased_at is not null as erased, d.name as device, d.push_token
       from users.account a join users.device d on d.account = a.id where a.id = $1`,
      [user],
    )
  )[0];

const nobody = (id: string) => ({
  ...{ email: id, handle: id, display_name: 'Deleted user', search_name: '', bio: null, password_hash: '' },
  ...{ presence_text: null, last_active_at: null, erased: true, device: null, push_token: null },
});

it('forgets who a person was, also when it is done again', async () => {
  const person = await aPerson();
  expect(codesOf(await person.execute(PRESENCE))).toEqual([]);
  expect(await closeAccount(users.database, person)).toHaveLength(1);
  expect(await closeAccount(users.database, person)).toEqual([]);
  for (let n = 0; n < 2; n++) {
    await forgetAccount(users.database, person);
    expect(await kept(person.user)).toEqual(nobody(person.user));
  }
  const input = { tenant: 'demo', email: person.email, password: PASSWORD };
  expect(codesOf(await users.anonymously(SIGN_IN, { input }))).toEqual(['UNAUTHENTICATED']);
});

it('lets nothing of them come back by a request that was under way', async () => {
  const person = await aPerson();
  await closeAccount(users.database, person);
  await forgetAccount(users.database, person);
  expect(codesOf(await person.execute(UPDATE))).toEqual(['NOT_FOUND']);
  expect(codesOf(await person.execute(PRESENCE))).toEqual(['NOT_FOUND']);
  expect(await kept(person.user)).toEqual(nobody(person.user));
});

it('makes whoever changes the account at the same moment wait, and then refuses it', async () => {
  const person = await aPerson();
  const changing = await users.database.transaction(async (tx) => {
    const account = await lockAccount(tx, person);
    const change = person.execute(UPDATE);
    await until(async () => {
      const waiting = await users.database.query(
        `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return waiting.length > 0;
    });
    account.erasedAt = new Date();
    return { change };
  });
  expect(codesOf(await changing.change)).toEqual(['NOT_FOUND']);
});
