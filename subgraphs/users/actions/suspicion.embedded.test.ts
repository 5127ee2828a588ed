import { codesOf } from '@parley/testing/viewers';
import { PASSWORD, REFRESH, SESSION, setUpUsers, type SessionData, type Users } from '../testing/set-up';

const COMPLETE = `mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { ${SESSION} } }`;
const UNLOCK = 'mutation ($token: String!) { unlockAccount(token: $token) }';
const STRANGE_SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { __typename ... on Session { ${SESSION} } ... on MfaChallenge { challengeId mailed } }
}`;
const ME = '{ me { id } }';

const recorded: { action: string; subject?: string }[] = [];
let users: Users;
beforeAll(async () => {
  users = await setUpUsers({
    audit: { record: (entry) => void recorded.push(entry) },
  });
});
beforeEach(async () => {
  await users.mails();
  recorded.length = 0;
});
afterAll(() => users.close());

const LAPTOP = { fingerprint: 'laptop' };
/** An address in a network of its own. */
const addressIn = (network: number): string => `198.51.${network}.7`;
const HOME = addressIn(1);
let networks = 10;

interface SignedIn {
  signIn: SessionData & { __typename: string; challengeId: string; mailed: boolean };
}

const signIn = (
  email: string,
  { from = HOME, password = PASSWORD, device }: { from?: string; password?: string; device?: object },
) => users.from(from)<SignedIn>(STRANGE_SIGN_IN, { input: { tenant: 'demo', email, password, device } });

/** Somebody who is signed in on a laptop at home. */
async function aPerson() {
  const { email } = await users.signUp({ device: LAPTOP });
  const { data } = await signIn(email, { device: LAPTOP });
  const { signIn: session } = data!;
  return { email, session };
}

async function guess(email: string, times: number, from: string): Promise<void> {
  for (let n = 0; n < times; n++) await signIn(email, { from, password: 'wrong password' });
}

const measures = () => recorded.flatMap(({ action }) => (action.startsWith('suspicion.') ? [action] : []));
const elsewhere = () => addressIn(networks++);
/** People were last seen so long ago. */
const pass = (email: string, seconds: number) =>
  users.database.query(
    `update users.known_network set last_seen_at = last_seen_at - make_interval(secs => $2)
     where account = (select id from users.account where email = $1)`,
    [email, seconds],
  );

it('a new device in a new network is let in', async () => {
  const { email } = await aPerson();
  await pass(email, 600);
  const { data } = await signIn(email, { from: elsewhere(), device: { fingerprint: 'phone' } });
  expect(data?.signIn.__typename).toBe('Session');
  expect(measures()).toEqual([]);
});

it('the right password after many wrong ones, from a strange device, needs the code that is mailed', async () => {
  const { email } = await aPerson();
  const from = elsewhere();
  await guess(email, 6, from);
  const { data } = await signIn(email, { from, device: { fingerprint: 'thief' } });
  expect(data?.signIn).toMatchObject({ __typename: 'MfaChallenge', mailed: true });
  expect(measures()).toEqual(['suspicion.slow', 'suspicion.challenge']);
  const { challengeId } = data!.signIn;
  const complete = (code: string) =>
    users.from(from)<{ completeSignIn: SessionData }>(COMPLETE, { input: { challengeId, code } });
  expect(codesOf(await complete('00000000'))).toEqual(['UNAUTHENTICATED']);
  const [mail] = (await users.mails()).filter(({ subject }) => subject === 'Your sign-in code');
  expect(mail).toMatchObject({ to: email });
  const [code] = /^\d{8}$/m.exec(mail!.text)!;
  const completed = await complete(code);
  expect(completed.data?.completeSignIn.user.id).toBeDefined();
  expect(codesOf(await complete(code))).toEqual(['UNAUTHENTICATED']);
  // who has proven who they are is not suspicious any more
  const [row] = await users.database.query('select points, slowed_until from users.suspicion where account = $1', [
    completed.data!.completeSignIn.user.id,
  ]);
  expect(row).toEqual({ points: {}, slowed_until: null });
});

it('strangers with wrong passwords raise no score: the laptop at home goes on, and signs in again', async () => {
  const { email, session } = await aPerson();
  for (let n = 0; n < 4; n++) await guess(email, 8, elsewhere());
  expect(measures()).toEqual([]);
  expect(codesOf(await users.as(await users.authenticator.authenticate(session.accessToken))(ME))).toEqual([]);
  expect((await signIn(email, { device: LAPTOP })).data?.signIn.__typename).toBe('Session');
});

it('refresh tokens that are used twice end all sessions', async () => {
  const { email, session } = await aPerson();
  const refresh = (refreshToken: string) =>
    users.anonymously<{ refreshSession: SessionData }>(REFRESH, { input: { refreshToken, device: LAPTOP } });
  await refresh(session.refreshToken);
  await refresh(session.refreshToken);
  expect(measures()).toEqual(['suspicion.slow']);
  const [first, other] = [await signIn(email, { device: LAPTOP }), await signIn(email, { device: LAPTOP })];
  await refresh(first.data!.signIn.refreshToken);
  await refresh(first.data!.signIn.refreshToken);
  expect(measures()).toEqual(['suspicion.slow', 'suspicion.challenge', 'suspicion.end-sessions']);
  await expect(users.authenticator.authenticate(other.data!.signIn.accessToken)).rejects.toThrow('Not signed in');
});

/** Somebody who has the password, and jumps from network to network. */
async function lockOut(email: string): Promise<void> {
  for (let n = 0; n < 5; n++) {
    const from = elsewhere();
    await guess(email, 6, from);
    await signIn(email, { from, device: { fingerprint: `thief ${n}` } });
    // the thief takes what is known of the account along
    await users.database.query(
      `insert into users.known_network (account, tenant, network) select id, tenant, $2 from users.account where email = $1`,
      [email, `${from} itself`],
    );
    users.pass(3_600_000);
  }
}

const lockedMails = async () => (await users.mails()).filter(({ subject }) => subject === 'Your account is locked');

it('whoever has the password and jumps from network to network locks the account, which a mail unlocks', async () => {
  const { email, session } = await aPerson();
  await lockOut(email);
  expect(measures()).toEqual(['slow', 'challenge', 'end-sessions', 'lock'].map((one) => `suspicion.${one}`));
  await expect(users.authenticator.authenticate(session.accessToken)).rejects.toThrow('Not signed in');
  const refused = await signIn(email, { device: LAPTOP });
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', locked: true } }]);
  expect(codesOf(await signIn(email, { device: LAPTOP, password: 'wrong password' }))).toEqual(['UNAUTHENTICATED']);
  // no job contains the token
  expect(users.queued.filter(({ data }) => 'purpose' in data && data.purpose === 'unlock-account')).toMatchObject([
    { data: { purpose: 'unlock-account', account: session.user.id } },
  ]);
  const locked = await lockedMails();
  expect(locked).toHaveLength(1);
  expect(locked[0]).toMatchObject({ to: email });
  const { token } = locked[0]!;
  expect(locked[0]!.text).toContain(`https://chat.example/unlock?token=${token}`);
  expect(codesOf(await users.anonymously(UNLOCK, { token: 'x'.repeat(43) }))).toEqual(['VALIDATION_FAILED']);
  expect((await users.anonymously(UNLOCK, { token })).data).toEqual({ unlockAccount: true });
  expect(codesOf(await users.anonymously(UNLOCK, { token }))).toEqual(['VALIDATION_FAILED']);
  expect((await signIn(email, { device: LAPTOP })).data?.signIn.__typename).toBe('Session');
});

it('a locked account is unlocked by a reset of its password, and by no link for another purpose', async () => {
  const { email } = await users.signUp({ device: LAPTOP });
  const [verify] = await users.mails();
  await lockOut(email);
  await users.mails();
  const signedIn = async (password = PASSWORD) => (await signIn(email, { device: LAPTOP, password })).data?.signIn;
  expect(codesOf(await users.anonymously(UNLOCK, { token: verify!.token }))).toEqual(['VALIDATION_FAILED']);
  expect(await signedIn()).toBeUndefined();
  const password = 'a better password';
  await users.anonymously('mutation ($email: String!) { requestPasswordReset(tenant: "demo", email: $email) }', {
    email,
  });
  const [reset] = (await users.mails()).filter(({ subject }) => subject === 'Reset your password');
  const input = { token: reset!.token, newPassword: password };
  await users.anonymously('mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }', { input });
  expect((await signedIn(password))?.__typename).toBe('Session');
});

it('keeps the networks of people, not their addresses, and forgets them with the person', async () => {
  const { email } = await aPerson();
  const rows = await users.database.query(
    'select network from users.known_network n join users.account a on a.id = n.account where a.email = $1',
    [email],
  );
  expect(rows).toEqual([{ network: '198.51.1.0/24' }]);
});
