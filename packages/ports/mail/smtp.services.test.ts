import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { mailQueue } from './mail-queue';
import { smtpTransport } from './smtp';

const log = pino({ level: 'silent' });
const from = 'Parley <parley@chat.example>';

/** The mail to this address, once it has arrived. */
const mailTo = (address: string): Promise<string> =>
  until(async () => {
    const mailbox = process.env.SMTP_MAILBOX!;
    const names = (await readdir(mailbox)).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(names.map((name) => readFile(join(mailbox, name), 'utf8')));
    return mails.find((mail) => mail.includes(`To: ${address}`));
  });

it('sends a mail, in any script, and lets nobody add headers', async () => {
  const queue = mailQueue({ transport: smtpTransport({ url: serviceUrl('smtp'), from }), log });
  await queue.start();
  const to = `${randomUUID()}@chat.example`;
  queue.post({ to, subject: 'Hello\r\nBcc: evil@chat.example', text: 'Grüße, 日本語' });
  const mail = await mailTo(to);
  expect(mail).toContain('From: Parley <parley@chat.example>');
  expect(mail).not.toMatch(/^Bcc:/m);
  await queue.stop();
});

it('goes on when the server is back', async () => {
  const link = await faultyLink(serviceUrl('smtp'));
  const warnings: string[] = [];
  const heard = pino({}, { write: (line) => warnings.push(line) });
  const queue = mailQueue({ transport: smtpTransport({ url: link.url, from }), log: heard });
  await queue.start();
  await link.cut();
  const to = `${randomUUID()}@chat.example`;
  queue.post({ to, subject: 'Later', text: 'later' });
  await until(() => warnings.length > 0);
  await link.mend();
  await mailTo(to);
  await queue.stop();
  await link.close();
});

it('keeps no more than it may, and does not wait for a server that is away to stop', async () => {
  const link = await faultyLink(serviceUrl('smtp'));
  await link.cut();
  const queue = mailQueue({ transport: smtpTransport({ url: link.url, from }), log, maxQueued: 2 });
  for (let n = 0; n < 5; n++) queue.post({ to: 'a@chat.example', subject: 'x', text: 'x' });
  await queue.start();
  await queue.stop();
  await link.close();
});
