import type { AttachmentId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Unsettled } from './attachments';
import type { Attachment } from './entities';

export type Scanning = Unsettled & Pick<Attachment, 'fileName' | 'mimeType' | 'size' | 'sha256'>;

/** With how often a scan of it was begun. */
export type LeasedScan = Scanning & { scans: number };

interface Lease {
  now: Date;
  until: Date;
  imageTypes: readonly string[];
  /** Whether an image is wanted, or another file. */
  images: boolean;
}

const TAKE = `update media.attachment set scan_until = $1, scans = scans + 1
  where id = (
    select id from media.attachment
    where status = 'SCANNING' and (scan_until is null or scan_until <= $2)
      and (mime_type = any ($3)) = $4
    order by created_at limit 1 for update skip locked)
  returning id, tenant, conversation, status, scans,
    file_name as "fileName", mime_type as "mimeType", size, sha256`;

/** Leases the oldest image, or other file, that nobody has. Of several processes each takes others. */
export async function leaseScan(sql: Sql, { now, until, imageTypes, images }: Lease): Promise<LeasedScan | undefined> {
  const [leased] = await sql.query<LeasedScan>(TAKE, [until, now, imageTypes, images]);
  return leased;
}

const GIVE_BACK = `update media.attachment set scan_until = $2, scans = scans - 1 where id = $1 and status = 'SCANNING'`;

/** Gives a lease back: the scan does not count, and is not begun again before `at`. */
export async function returnScan(sql: Sql, id: AttachmentId, at: Date): Promise<void> {
  await sql.query(GIVE_BACK, [id, at]);
}
