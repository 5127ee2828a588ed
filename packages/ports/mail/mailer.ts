import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Transaction } from '@parley/database/database';
import type { JobQueue, Jobs, RunJob } from '../jobs/jobs';
import type { Mail, MailTransport } from './mail-transport';

/** Retries for about a day while the server is down. A mail takes less than half of the time after which it expires. */
export const MAIL_QUEUE: JobQueue = { name: 'mail', retries: 13, retryDelaySeconds: 5, expireSeconds: 60 };

export interface Mailer {
  /** Sends the mail once the transaction has committed, at least once, without anybody waiting for it. */
  post(tx: Transaction, mail: Mail): Promise<void>;
}

export const jobMailer = (jobs: Pick<Jobs, 'add'>): Mailer => ({
  async post(tx, mail) {
    await jobs.add(tx, MAIL_QUEUE.name, { data: mail });
  },
});

interface SenderOptions {
  transport: MailTransport;
  metrics?: Metrics;
}

/** Sends the mails of MAIL_QUEUE. A mail that is sent again, say after a crash, has the same Message-ID. */
export function mailSender({ transport, metrics = createMetrics() }: SenderOptions): RunJob<Mail> {
  const mails = metrics.counter({
    name: 'parley_mails_total',
    help: 'Mails that the server accepted (sent), or refused for good (refused)',
    labels: ['outcome'],
  });
  return async ({ id, data }) => mails.add(1, { outcome: await transport.send(data, id) });
}
