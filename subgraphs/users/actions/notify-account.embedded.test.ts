import { ANONYMOUS } from '@parley/contracts/principal';
import { PASSWORD, setUpUsers, SIGN_IN, SIGN_UP, type Users } from '../testing/set-up';

let users: Users;
beforeEach(async () => {
  users = await setUpUsers();
});
afterEach(() => users.close());

const SUBJECT = 'A new device has signed in to your account';
const input = { tenant: 'demo', email: 'ann@chat.example', password: PASSWORD };
const signIn = (fingerprint: string, more: object = {}) =>
  users.as(ANONYMOUS)(SIGN_IN, {
    input: { ...input, device: { fingerprint, name: 'Buy gold', platform: 'IOS' }, ...more },
  });
const signUp = () =>
  users.as(ANONYMOUS)(SIGN_UP, {
    input: { ...input, displayName: 'Win a prize', device: { fingerprint: 'one' } },
  });

describe('a sign-in on a new device', () => {
  it('is told to the proven address, not of the first one, and without what somebody chose', async () => {
    await signUp();
    await users.verifyAddresses();
    await signIn('one');
    expect(await users.mails()).toEqual([]);
    await signIn('two', { password: 'wrong' });
    await signIn('two');
    await signIn('two');
    const mails = await users.mails();
    expect(mails).toMatchObject([{ to: 'ann@chat.example', subject: SUBJECT }]);
    for (const text of ['Win a prize', 'Buy gold', PASSWORD]) expect(mails[0]!.text).not.toContain(text);
  });

  it('is told once an hour', async () => {
    await signUp();
    await users.verifyAddresses();
    for (const fingerprint of ['two', 'three', 'four']) await signIn(fingerprint);
    expect(await users.mails()).toHaveLength(1);
    users.clock.now = new Date(users.clock.now.getTime() + 3_600_000);
    for (const fingerprint of ['five', 'six']) await signIn(fingerprint);
    expect(await users.mails()).toHaveLength(1);
  });

  it('is not told to an address that nobody has proven', async () => {
    await signUp();
    await signIn('two');
    expect((await users.mails()).map(({ subject }) => subject)).toEqual(['Confirm your address']);
  });
});
