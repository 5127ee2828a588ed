import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { faultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { inspectJobs } from '../jobs/inspect';
import { jobRunner } from '../jobs/job-runner';
import { createJobSignals } from '../jobs/job-signals';
import { pgBossJobs } from '../jobs/pg-boss';
import type { Mail } from './mail-transport';
import { jobMailer, MAIL_QUEUE, mailSender } from './mailer';
import { smtpTransport } from './smtp';

const signals = createJobSignals();
const logger = pino({ level: 'silent' });
const from = 'Parley <parley@chat.example>';

let fresh: FreshDatabase;
let close: (() => Promise<void>)[];
beforeEach(async () => {
  fresh = await freshDatabase();
  close = [() => fresh.close()];
});
afterEach(async () => {
  for (const one of close.reverse()) await one();
});

const post = (mail: Mail): Promise<void> =>
  fresh.database.transaction((tx) => jobMailer(pgBossJobs(signals)).post(tx, mail));

/** A process that sends mails. */
async function startSending(url: string): Promise<void> {
  const transport = smtpTransport({ url, from });
  const handlers = [{ queue: MAIL_QUEUE, run: mailSender({ transport }) }];
  const runner = jobRunner({ database: fresh.database, url: fresh.url, handlers, signals, logger, pollMs: 20 });
  close.push(async () => {
    await runner.stop();
    transport.close();
  });
  await runner.start();
}

const mailsTo = async (address: string): Promise<string[]> => {
  const mailbox = process.env.SMTP_MAILBOX!;
  const names = (await readdir(mailbox)).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map((name) => readFile(join(mailbox, name), 'utf8')));
  return mails.filter((mail) => mail.includes(`To: ${address}`));
};

const newAddress = () => `${randomUUID()}@chat.example`;

it('sends a mail, in any script, and lets nobody add headers', async () => {
  await startSending(serviceUrl('smtp'));
  const to = newAddress();
  await post({ to, subject: 'Hello\r\nBcc: evil@chat.example', text: 'Grüße, 日本語' });
  const [mail] = await until(async () => ((await mailsTo(to)).length > 0 ? mailsTo(to) : undefined));
  expect(mail).toContain('From: Parley <parley@chat.example>');
  expect(mail).toMatch(/^Message-ID: <[-0-9a-f]{36}@chat\.example>\r?$/m);
  expect(mail).not.toMatch(/^Bcc:/m);
});

it('keeps a mail while the server is away, and sends it once it is back', async () => {
  const link = await faultyLink(serviceUrl('smtp'));
  close.push(() => link.close());
  await link.cut();
  await startSending(link.url);
  const to = newAddress();
  await post({ to, subject: 'Later', text: 'later' });
  await until(async () => (await inspectJobs(fresh.database).list({ limit: 1 }))[0]?.error);
  await link.mend();
  await until(async () => (await mailsTo(to)).length > 0);
  expect(await mailsTo(to)).toHaveLength(1);
});

it('sends a mail that a process left behind, from another one', async () => {
  const to = newAddress();
  await post({ to, subject: 'Nobody sends yet', text: 'x' });
  await startSending(serviceUrl('smtp'));
  await until(async () => (await mailsTo(to)).length > 0);
});
