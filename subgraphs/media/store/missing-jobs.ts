import type { Sql } from '@parley/database/sql';

interface Missing {
  queue: string;
  limit: number;
}

const ADD = `select job_queue.add_job($1, jsonb_build_object('attachment', id), id::text)`;
const WITHOUT_JOB = 'not exists (select from job_queue.job_keys($1) k where k = a.id::text)';

/** Adds a scan for each image, or other file, that is SCANNING and has no job. Returns how many. */
export async function addMissingScans(
  sql: Sql,
  { queue, limit, imageTypes, images }: Missing & { imageTypes: readonly string[]; images: boolean },
): Promise<number> {
  const added = await sql.query(
    `${ADD} from (select id from media.attachment a
       where status = 'SCANNING' and (mime_type = any ($3)) = $4 and ${WITHOUT_JOB} limit $2) missing`,
    [queue, limit, imageTypes, images],
  );
  return added.length;
}

/** Adds a deletion for each deleted attachment that is still there and has no job. Returns how many. */
export async function addMissingDeletions(sql: Sql, { queue, limit }: Missing): Promise<number> {
  const added = await sql.query(
    `${ADD} from (select id from media.attachment a where deleted_at is not null and ${WITHOUT_JOB} limit $2) missing`,
    [queue, limit],
  );
  return added.length;
}
