import { parseId, type UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import type { JobQueue, Jobs } from '@parley/ports/jobs/jobs';
import { z } from 'zod';

/** Retries for about a day while the mail server is down, as other mails do. */
export const LINKS_QUEUE: JobQueue = { name: 'mailed-links', retries: 13, retryDelaySeconds: 5, expireSeconds: 60 };

const account = z.guid().transform((text) => parseId<UserId>(text)!);

/** A link that is to be mailed. Of a reset it is not yet known whether there is an account. */
export const REQUESTED_LINK = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('reset-password'), tenant: z.string(), email: z.string() }),
  z.object({ purpose: z.literal('verify-email'), account }),
  z.object({ purpose: z.literal('unlock-account'), account }),
  z.object({ purpose: z.literal('change-email'), account, email: z.string() }),
]);
export type RequestedLink = z.output<typeof REQUESTED_LINK>;

/** Mails a link once the transaction has committed. A worker makes its token, so that no job contains one. */
export async function requestLink(
  tx: Transaction,
  { jobs }: { jobs: Pick<Jobs, 'add'> },
  link: RequestedLink,
): Promise<void> {
  await jobs.add(tx, LINKS_QUEUE.name, { data: link });
}
