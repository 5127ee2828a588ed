import type { AttachmentId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Unsettled } from './attachments';
import type { Attachment } from './entities';

export type Scanning = Unsettled & Pick<Attachment, 'fileName' | 'mimeType' | 'size' | 'sha256'>;

/** With the number of scans of it that began and did not fail: those before this one ended with their process. */
export type BegunScan = Scanning & { scans: number };

const BEGIN = `update media.attachment set scan_until = greatest(scan_until, $2), scans = scans + 1
  where id = $1 and status = 'SCANNING'
  returning id, tenant, conversation, status, scans,
    file_name as "fileName", mime_type as "mimeType", size, sha256`;

/** Counts a scan that may write objects until `until`. Returns undefined if the upload is not SCANNING any more. */
export async function beginScan(
  sql: Sql,
  { id, until }: { id: AttachmentId; until: Date },
): Promise<BegunScan | undefined> {
  const [begun] = await sql.query<BegunScan>(BEGIN, [id, until]);
  return begun;
}

/** The scan failed, and its process did not: it does not count. */
export async function returnScan(sql: Sql, id: AttachmentId): Promise<void> {
  await sql.query(`update media.attachment set scans = scans - 1 where id = $1 and status = 'SCANNING'`, [id]);
}
