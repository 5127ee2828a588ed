import { ANONYMOUS } from '@parley/contracts/principal';
import type { Mail } from '@parley/ports/mail/mail-transport';
import { PASSWORD, setUpUsers, SIGN_IN, SIGN_UP } from '../testing/set-up';

it('tells somebody of a sign-in on a device that is new, once, and not of their first', async () => {
  const mails: Mail[] = [];
  const users = await setUpUsers({ mailer: { post: async (_, mail) => void mails.push(mail) } });
  const input = { tenant: 'demo', email: 'ann@chat.example', password: PASSWORD };
  const on = (fingerprint: string) => ({ ...input, device: { fingerprint, name: 'Phone', platform: 'IOS' } });
  await users.as(ANONYMOUS)(SIGN_UP, { input: { ...on('one'), displayName: 'Ann' } });
  await users.as(ANONYMOUS)(SIGN_IN, { input: on('one') });
  expect(mails).toEqual([]);
  await users.as(ANONYMOUS)(SIGN_IN, { input: { ...on('two'), password: 'wrong' } });
  await users.as(ANONYMOUS)(SIGN_IN, { input: on('two') });
  await users.as(ANONYMOUS)(SIGN_IN, { input: on('two') });
  expect(mails).toMatchObject([{ to: 'ann@chat.example', text: expect.stringContaining('Device: Phone, IOS') }]);
  expect(mails[0]!.text).not.toContain(PASSWORD);
  await users.close();
});
