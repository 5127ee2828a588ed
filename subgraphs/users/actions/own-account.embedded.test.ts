import { codesOf } from '@parley/testing/viewers';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, REFRESH, SESSION, setUpUsers, SIGN_IN, type SessionData, type Users } from '../testing/set-up';

let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
});
afterAll(() => users.close());

const NEW = 'another one, longer';
const HOUR_MS = 3_600_000;
const ENROLL = 'mutation ($password: String) { enrollTotp(password: $password) { secret } }';
const CONFIRM = 'mutation ($code: String!) { confirmTotp(code: $code) }';
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }';
const CHANGE_EMAIL = 'mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) }';
const REQUEST_RESET = 'mutation ($email: String!) { requestPasswordReset(tenant: "demo", email: $email) }';
const RESET = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }';
const VERIFY = 'mutation ($token: String!) { verifyEmail(token: $token) }';
const DISABLE = 'mutation ($input: StepUpInput!) { disableTotp(input: $input) }';
const NEW_CODES = 'mutation ($input: StepUpInput!) { createRecoveryCodes(input: $input) }';
const COMPLETE = `mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { ${SESSION} } }`;

type Person = Awaited<ReturnType<Users['signUp']>>;

/** Somebody with a proven address; all mails before are gone. */
async function somebody(): Promise<Person> {
  const person = await users.signUp();
  await users.verifyAddresses();
  return person;
}

const pass = (ms: number) => void (users.clock.now = new Date(users.clock.now.getTime() + ms));

async function enroll(person: Person) {
  const { data } = await person.execute<{ enrollTotp: { secret: string } }>(ENROLL, { password: PASSWORD });
  const { secret } = data!.enrollTotp;
  const code = () => {
    pass(30_000);
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: users.clock.now.getTime() });
  };
  const confirmed = await person.execute<{ confirmTotp: string[] }>(CONFIRM, { code: code() });
  return { code, recoveryCodes: confirmed.data!.confirmTotp };
}

type SignedIn = SessionData & { __typename: string; challengeId: string };

async function signIn(email: string, password = PASSWORD) {
  const result = await users.anonymously<{ signIn: SignedIn }>(SIGN_IN, { input: { tenant: 'demo', email, password } });
  return { codes: codesOf(result), ...result.data?.signIn };
}

const isGood = async (refreshToken: string) =>
  codesOf(await users.anonymously(REFRESH, { input: { refreshToken } })).length === 0;
const isRevoked = async (accessToken: string) =>
  users.authenticator.authenticate(accessToken).then(
    () => false,
    () => true,
  );

const fieldsOf = ({ errors = [] }: { errors?: readonly { extensions: object }[] }) =>
  errors.flatMap(({ extensions }) => (extensions as { fields?: { field: string }[] }).fields ?? []);
const named = (result: Parameters<typeof fieldsOf>[0]) => fieldsOf(result).map(({ field }) => field);
const subjects = async () => (await users.mails()).map(({ subject }) => subject);

describe('changing the password', () => {
  it('ends all other sessions, and tells the person', async () => {
    const ada = await somebody();
    const other = await signIn(ada.email);
    await users.mails();
    const changed = await ada.execute(CHANGE, { input: { currentPassword: PASSWORD, newPassword: NEW } });
    expect(changed.data).toEqual({ changePassword: true });
    expect(await isRevoked(other.accessToken!)).toBe(true);
    expect(await isGood(other.refreshToken!)).toBe(false);
    expect(await isRevoked(ada.accessToken)).toBe(false);
    expect(await isGood(ada.refreshToken)).toBe(true);
    expect((await signIn(ada.email)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await signIn(ada.email, NEW)).codes).toEqual([]);
    expect(await users.mails()).toMatchObject([{ to: ada.email, subject: 'Your password was changed' }]);
  });

  it('needs the present one and a good new one, and says which is not', async () => {
    const ada = await somebody();
    const wrong = await ada.execute(CHANGE, { input: { currentPassword: 'not this one', newPassword: NEW } });
    expect([codesOf(wrong), named(wrong)]).toEqual([['VALIDATION_FAILED'], ['input.currentPassword']]);
    const short = await ada.execute(CHANGE, { input: { currentPassword: PASSWORD, newPassword: 'short' } });
    expect(named(short)).toEqual(['input.newPassword']);
    expect((await signIn(ada.email)).codes).toEqual([]);
  });

  it('can not be guessed at by who borrowed a token, who does not lock out the person by that', async () => {
    const ada = await somebody();
    const hers = await signIn(ada.email);
    const guess = () => ada.execute(CHANGE, { input: { currentPassword: 'a guess at it', newPassword: NEW } });
    for (let n = 0; n < 5; n++) expect(codesOf(await guess())).toEqual(['VALIDATION_FAILED']);
    expect(codesOf(await guess())).toEqual(['RATE_LIMITED']);
    const her = users.as(await users.authenticator.authenticate(hers.accessToken));
    expect(codesOf(await her(CHANGE, { input: { currentPassword: PASSWORD, newPassword: NEW } }))).toEqual([]);
  });

  it('asks for a code of the second factor', async () => {
    const ada = await somebody();
    const { code } = await enroll(ada);
    const input = { currentPassword: PASSWORD, newPassword: NEW };
    const without = await ada.execute(CHANGE, { input });
    expect(without.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', stepUp: 'TOTP' });
    const wrong = await ada.execute(CHANGE, { input: { ...input, code: '12345' } });
    expect([codesOf(wrong), named(wrong)]).toEqual([['VALIDATION_FAILED'], ['input.code']]);
    const once = code();
    expect(codesOf(await ada.execute(CHANGE, { input: { ...input, code: once } }))).toEqual([]);
    const again = { currentPassword: NEW, newPassword: PASSWORD, code: once };
    expect(named(await ada.execute(CHANGE, { input: again }))).toEqual(['input.code']);
  });

  it('stops sign-ins that began with the previous one', async () => {
    const ada = await somebody();
    const { code } = await enroll(ada);
    const { challengeId } = await signIn(ada.email);
    const input = { currentPassword: PASSWORD, newPassword: NEW, code: code() };
    expect(codesOf(await ada.execute(CHANGE, { input }))).toEqual([]);
    const completed = await users.anonymously(COMPLETE, { input: { challengeId, code: code() } });
    expect(codesOf(completed)).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a forgotten password', () => {
  const request = async (email: string) => {
    expect((await users.anonymously(REQUEST_RESET, { email })).data).toEqual({ requestPasswordReset: true });
    return users.mails();
  };
  const reset = (token: string | undefined, newPassword = NEW) =>
    users.anonymously(RESET, { input: { token, newPassword } });

  it('is reset by a link, once, which ends all sessions', async () => {
    const ada = await users.signUp();
    await users.mails();
    const [mail, ...others] = await request(ada.email);
    expect([mail?.to, others]).toEqual([ada.email, []]);
    expect(mail!.text).toContain(`https://chat.example/reset?token=${mail!.token}`);
    expect((await reset(mail!.token)).data).toEqual({ resetPassword: true });
    expect(await isRevoked(ada.accessToken)).toBe(true);
    expect(await isGood(ada.refreshToken)).toBe(false);
    expect((await signIn(ada.email)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await signIn(ada.email, NEW)).codes).toEqual([]);
    const again = await reset(mail!.token);
    expect([codesOf(again), named(again)]).toEqual([['VALIDATION_FAILED'], ['input.token']]);
  });

  it('is reset once by one link, also by two at once', async () => {
    const ada = await somebody();
    const [mail] = await request(ada.email);
    const both = await Promise.all([reset(mail!.token), reset(mail!.token, `${NEW} 2`)]);
    expect(both.map(codesOf).sort()).toEqual([[], ['VALIDATION_FAILED']]);
  });

  it('is not reset after an hour, by another token, or by the link that verifies an address', async () => {
    await users.mails();
    const ada = await users.signUp();
    const [verification] = await users.mails();
    const [mail] = await request(ada.email);
    for (const token of ['', 'x', '\ud800', verification!.token, `${mail!.token}x`])
      expect(codesOf(await reset(token))).toEqual(['VALIDATION_FAILED']);
    pass(HOUR_MS);
    expect(codesOf(await reset(mail!.token))).toEqual(['VALIDATION_FAILED']);
    expect((await signIn(ada.email)).codes).toEqual([]);
  });

  it('is not reset by a link from before the password was changed', async () => {
    const ada = await somebody();
    const [mail] = await request(ada.email);
    await ada.execute(CHANGE, { input: { currentPassword: PASSWORD, newPassword: NEW } });
    expect(codesOf(await reset(mail!.token, 'a thief’s own'))).toEqual(['VALIDATION_FAILED']);
  });

  it('leaves the second factor enabled', async () => {
    const ada = await somebody();
    const { code } = await enroll(ada);
    const mails = await request(ada.email);
    const { token } = mails.find((mail) => mail.token)!;
    expect(codesOf(await reset(token))).toEqual([]);
    const { __typename: answer, challengeId } = await signIn(ada.email, NEW);
    expect(answer).toBe('MfaChallenge');
    const completed = await users.anonymously(COMPLETE, { input: { challengeId, code: code() } });
    expect(codesOf(completed)).toEqual([]);
  });

  it('is asked for in the same way for an account that is not there, by the same statements', async () => {
    const ada = await somebody();
    const query = jest.spyOn(users.database, 'query');
    const rows: number[] = [];
    for (const email of [ada.email, 'nobody@x.example', 'no address']) {
      query.mockClear();
      await users.anonymously(REQUEST_RESET, { email });
      rows.push(query.mock.calls.length);
    }
    query.mockRestore();
    expect(new Set(rows)).toEqual(new Set([0]));
    // the worker looks who is there
    expect(users.queued).toHaveLength(3);
    expect((await users.mails()).map(({ to }) => to)).toEqual([ada.email]);
  });

  it('fills nobody’s mailbox', async () => {
    const ada = await somebody();
    let count = 0;
    for (let n = 0; n < 6; n++) count += (await request(ada.email)).length;
    expect(count).toBe(3);
    const codes = new Set<unknown>();
    const from = users.from('10.9.8.7');
    for (let n = 0; n < 31; n++) codes.add(codesOf(await from(REQUEST_RESET, { email: `${n}@x.example` }))[0]);
    expect(codes).toEqual(new Set([undefined, 'RATE_LIMITED']));
    await users.mails();
  });

  it('keeps no token where it can be read', async () => {
    const ada = await somebody();
    await users.anonymously(REQUEST_RESET, { email: ada.email });
    const before = JSON.stringify(users.queued);
    const [mail] = await users.mails();
    const rows = await users.database.query<{ row: string }>('select t::text as row from users.mailed_token t');
    expect(before + JSON.stringify(rows)).not.toContain(mail!.token);
  });
});

describe('an address', () => {
  const ME = '{ me { email emailVerified totpEnabled } }';
  const me = async (person: Person) =>
    (await person.execute<{ me: { email: string; emailVerified: boolean; totpEnabled: boolean } }>(ME)).data?.me;

  it('is verified by a link that comes with sign-up, or later, without signing in', async () => {
    const ada = await users.signUp();
    await users.mails();
    expect(await me(ada)).toEqual({ email: ada.email, emailVerified: false, totpEnabled: false });
    const requested = await ada.execute('mutation { requestEmailVerification }');
    expect(requested.data).toEqual({ requestEmailVerification: true });
    const [mail] = await users.mails();
    expect(mail!.text).toContain(`https://chat.example/verify?token=${mail!.token}`);
    expect((await users.anonymously(VERIFY, { token: mail!.token })).data).toEqual({ verifyEmail: true });
    expect(await me(ada)).toMatchObject({ emailVerified: true });
    const again = await users.anonymously(VERIFY, { token: mail!.token });
    expect([codesOf(again), named(again)]).toEqual([['VALIDATION_FAILED'], ['token']]);
    await ada.execute('mutation { requestEmailVerification }');
    expect(await users.mails()).toEqual([]);
  });

  it('is asked for by others in vain', async () => {
    const [ada, bob] = [await somebody(), await somebody()];
    const { data } = await bob.execute('query ($id: ID!) { user(id: $id) { email emailVerified totpEnabled } }', {
      id: ada.user.id,
    });
    expect(data).toEqual({ user: { email: null, emailVerified: null, totpEnabled: null } });
  });

  it('changes once the new one is proven, and both are told', async () => {
    const ada = await somebody();
    const email = `New.${ada.email}`;
    const asked = await ada.execute(CHANGE_EMAIL, { input: { email, password: PASSWORD } });
    expect(asked.data).toEqual({ changeEmail: true });
    const mails = await users.mails();
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [email.toLowerCase(), 'Confirm your new address'],
      [ada.email, 'Your address is about to change'],
    ]);
    expect(await me(ada)).toMatchObject({ email: ada.email });
    expect(codesOf(await users.anonymously(VERIFY, { token: mails[0]!.token }))).toEqual([]);
    expect(await me(ada)).toMatchObject({ email: email.toLowerCase(), emailVerified: true });
    expect(await users.mails()).toMatchObject([{ to: ada.email, subject: 'Your address was changed' }]);
    expect((await signIn(email)).codes).toEqual([]);
    expect((await signIn(ada.email)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('of somebody else is not taken, nor told to be there', async () => {
    const [ada, bob] = [await somebody(), await somebody()];
    const asked = await ada.execute(CHANGE_EMAIL, { input: { email: bob.email, password: PASSWORD } });
    expect(asked.data).toEqual({ changeEmail: true });
    expect((await users.mails()).map(({ to }) => to)).toEqual([ada.email]);

    const email = 'wanted-by-two@x.example';
    await ada.execute(CHANGE_EMAIL, { input: { email, password: PASSWORD } });
    const { token } = (await users.mails()).find(({ to }) => to === email)!;
    await users.signUp({ email });
    expect(codesOf(await users.anonymously(VERIFY, { token }))).toEqual(['CONFLICT']);
    expect(await me(ada)).toMatchObject({ email: ada.email });
    await users.mails();
  });

  it('needs a proof of who changes it', async () => {
    const ada = await somebody();
    const email = 'a-thief@x.example';
    const wrong = await ada.execute(CHANGE_EMAIL, { input: { email, password: 'a guess at it' } });
    expect(named(wrong)).toEqual(['input.password']);
    await enroll(ada);
    const without = await ada.execute(CHANGE_EMAIL, { input: { email, password: PASSWORD } });
    expect(without.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', stepUp: 'TOTP' });
    expect((await users.mails()).filter(({ to }) => to === email)).toEqual([]);
  });
});

describe('a second factor', () => {
  it('can’t be set by who borrowed a token (46)', async () => {
    const ada = await somebody();
    for (const password of [undefined, null, '']) {
      const refused = await ada.execute(ENROLL, { password });
      expect([codesOf(refused), named(refused)]).toEqual([['VALIDATION_FAILED'], ['password']]);
    }
    expect(named(await ada.execute(ENROLL, { password: 'a guess at it' }))).toEqual(['password']);
    expect(codesOf(await ada.execute(CONFIRM, { code: '123456' }))).toEqual(['CONFLICT']);
    expect((await signIn(ada.email)).__typename).toBe('Session');
    await users.mails();
  });

  it('can’t be confirmed once the password has changed', async () => {
    const ada = await somebody();
    const { data } = await ada.execute<{ enrollTotp: { secret: string } }>(ENROLL, { password: PASSWORD });
    await ada.execute(CHANGE, { input: { currentPassword: PASSWORD, newPassword: NEW } });
    const secret = Secret.fromBase32(data!.enrollTotp.secret);
    const code = new TOTP({ secret }).generate({ timestamp: users.clock.now.getTime() });
    expect(codesOf(await ada.execute(CONFIRM, { code }))).toEqual(['CONFLICT']);
    await users.mails();
  });

  it('is disabled by password and code, which ends all other sessions; both changes are told', async () => {
    const ada = await somebody();
    const other = await signIn(ada.email);
    await users.mails();
    const { code } = await enroll(ada);
    expect(await subjects()).toEqual(['A second factor was added to your account']);
    const without = await ada.execute(DISABLE, { input: { password: PASSWORD } });
    expect(without.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', stepUp: 'TOTP' });
    const wrong = await ada.execute(DISABLE, { input: { password: 'a guess at it', code: code() } });
    expect(named(wrong)).toEqual(['input.password']);
    const disabled = await ada.execute(DISABLE, { input: { password: PASSWORD, code: code() } });
    expect(disabled.data).toEqual({ disableTotp: true });
    expect(await isRevoked(other.accessToken!)).toBe(true);
    expect(await isRevoked(ada.accessToken)).toBe(false);
    expect(await subjects()).toEqual(['The second factor was removed from your account']);
    expect((await signIn(ada.email)).__typename).toBe('Session');
    expect(codesOf(await ada.execute(DISABLE, { input: { password: PASSWORD } }))).toEqual(['CONFLICT']);
  });

  it('gets other recovery codes, and the previous ones are over', async () => {
    const ada = await somebody();
    expect(codesOf(await ada.execute(NEW_CODES, { input: { password: PASSWORD } }))).toEqual(['CONFLICT']);
    const { code, recoveryCodes } = await enroll(ada);
    const made = await ada.execute<{ createRecoveryCodes: string[] }>(NEW_CODES, {
      input: { password: PASSWORD, code: code() },
    });
    const next = made.data!.createRecoveryCodes;
    expect(new Set([...next, ...recoveryCodes]).size).toBe(20);
    const complete = async (recoveryCode: string) => {
      const { challengeId } = await signIn(ada.email);
      return codesOf(await users.anonymously(COMPLETE, { input: { challengeId, code: recoveryCode } }));
    };
    expect(await complete(recoveryCodes[0]!)).toEqual(['UNAUTHENTICATED']);
    expect(await complete(next[0]!)).toEqual([]);
  });
});

it('without a way to send mails, changes of the address are refused, and no reset is asked for', async () => {
  const silent = await setUpUsers({ sendsMails: false });
  try {
    const ada = await silent.signUp();
    expect(codesOf(await ada.execute('mutation { requestEmailVerification }'))).toEqual(['UNAVAILABLE']);
    const input = { email: 'another@x.example', password: PASSWORD };
    expect(codesOf(await ada.execute(CHANGE_EMAIL, { input }))).toEqual(['UNAVAILABLE']);
    const reset = await silent.anonymously(REQUEST_RESET, { email: ada.email });
    expect(reset.data).toEqual({ requestPasswordReset: true });
    expect(silent.queued).toEqual([]);
  } finally {
    await silent.close();
  }
});
