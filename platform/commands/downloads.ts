import type { Sql } from '@parley/database/sql';
import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { onDatabase } from './on-database';

interface DownloadsOptions {
  /** Age of the oldest downloads to count. */
  hours: number;
  /** Minimum number of different attachments per person. */
  least: number;
}

export interface Downloader {
  tenant: string;
  actor: string;
  attachments: number;
  addresses: string[];
  first: Date;
  last: Date;
}

const MOST = 100;

const FIND = `select tenant, actor, count(distinct subject)::int as attachments,
    array_agg(distinct address) filter (where address is not null) as addresses, min(at) as first, max(at) as last
  from audit.entry where action = 'download' and actor is not null and at > now() - make_interval(hours => $1)
  group by tenant, actor having count(distinct subject) >= $2
  order by attachments desc, actor limit ${MOST}`;

/** People who received URLs of at least `least` attachments, most first, at most 100. */
export const findDownloaders = (sql: Sql, { hours, least }: DownloadsOptions): Promise<Downloader[]> =>
  sql.query<Downloader>(FIND, [hours, least]);

/** Prints each person as a line of JSON. */
export async function showDownloads(settings: Settings, options: DownloadsOptions): Promise<void> {
  const logger = createLogger(settings);
  await onDatabase({ settings, logger }, async (database) => {
    for (const one of await findDownloaders(database, options)) process.stdout.write(`${JSON.stringify(one)}\n`);
  });
}
