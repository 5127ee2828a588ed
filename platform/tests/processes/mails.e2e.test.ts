import { randomUUID } from 'node:crypto';
import { post } from '@parley/testing/client';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { until } from '@parley/testing/until';
import { mailServer, type MailServer } from '../../testing/mail-server';

/** A job whose process was killed runs again after a minute. */
const RETRY_MS = 110_000;

describe('mails of a process that is killed', () => {
  let server: MailServer;
  let parley: ParleyProcess;
  beforeAll(async () => {
    server = await mailServer();
    parley = await parleyProcess({ SMTP_URL: server.url, PUBLIC_URL: 'https://chat.example' });
  });
  afterAll(async () => {
    await parley?.close();
    await server?.close();
  });

  const request = async (query: string, variables: object = {}, token?: string) => {
    const { data, errors } = await post<Record<string, { accessToken: string }>>(parley.url, {
      query,
      variables: variables as Record<string, unknown>,
      token,
    });
    if (!data) throw new Error(JSON.stringify(errors));
    return data;
  };
  const signUp = async (email: string, password: string) => {
    const query = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
    const input = { tenant: 'demo', email, password, displayName: 'Ada' };
    return (await request(query, { input })).signUp!.accessToken;
  };
  const mailsOf = (to: string, subject: string) =>
    server.mails.filter((mail) => mail.to === to && mail.subject === subject);
  const arrival = (to: string, subject: string, { count = 1, timeoutMs = 30_000 } = {}) =>
    until(() => mailsOf(to, subject).length >= count, { timeoutMs, what: `${count} mails "${subject}"` });

  it('are sent by the next one: those that waited, and with the same Message-ID the one that it was sending', async () => {
    const [email, password] = [`${randomUUID()}@example.org`, randomUUID() as string];
    const token = await signUp(email, password);
    await arrival(email, 'Confirm your address');
    const [link] = mailsOf(email, 'Confirm your address');
    const [, proof] = /https:\/\/chat\.example\/verify\?token=([\w-]+)/.exec(link!.text)!;
    await request('mutation ($token: String!) { verifyEmail(token: $token) }', { token: proof });

    server.confirms = false;
    const change = `mutation ($old: String!, $new: String!) { changePassword(input: { currentPassword: $old, newPassword: $new }) }`;
    await request(change, { old: password, new: `${password} 2` }, token);
    await arrival(email, 'Your password was changed');
    const waiting = `${randomUUID()}@example.org`;
    await signUp(waiting, password);
    await parley.kill('SIGKILL');
    server.confirms = true;
    await parley.start();

    await arrival(waiting, 'Confirm your address', { timeoutMs: RETRY_MS });
    await arrival(email, 'Your password was changed', { count: 2, timeoutMs: RETRY_MS });
    const ids = mailsOf(email, 'Your password was changed').map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});
