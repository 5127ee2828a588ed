import type { TenantId } from '@parley/contracts/ids';
import { objectKeyOf, type ObjectKey } from '@parley/ports/objects/object-store';
import type { Sql } from '@parley/database/sql';
import type { Attachment } from './entities';
import { keyOf } from './objects';

type Upload = Pick<Attachment, 'id' | 'tenant' | 'uploadExpiresAt'>;

export const someUploadsOf = (sql: Sql, tenant: TenantId, limit: number): Promise<Upload[]> =>
  sql.query(
    `select id, tenant, upload_expires_at as "uploadExpiresAt" from media.attachment where tenant = $1 order by id limit $2`,
    [tenant, limit],
  );

/** Keeps the keys that somebody may still write, until nobody can. */
export async function rememberLateObjects(sql: Sql, uploads: readonly Upload[]): Promise<void> {
  await sql.query(
    `insert into media.late_object (key, due_at)
     select key, expires_at + interval '5 minutes' from unnest($1::text[], $2::timestamptz[]) late(key, expires_at)
     where expires_at > now() - interval '5 minutes' on conflict do nothing`,
    [uploads.map(keyOf), uploads.map(({ uploadExpiresAt }) => uploadExpiresAt)],
  );
}

export async function forgetTenantUploads(sql: Sql, uploads: readonly Upload[]): Promise<void> {
  const tenants = [...new Set(uploads.map(({ tenant }) => tenant))];
  await sql.query('delete from media.attachment where id = any ($1::uuid[])', [uploads.map(({ id }) => id)]);
  await sql.query(
    `delete from media.stored s where tenant = any ($1::uuid[])
       and not exists (select from media.attachment a where a.tenant = s.tenant)`,
    [tenants],
  );
}

/** Takes up to `limit` keys that nobody can write any more; the caller deletes their objects, then forgets them. */
export async function dueLateObjects(sql: Sql, { now, limit }: { now: Date; limit: number }): Promise<ObjectKey[]> {
  const rows = await sql.query<{ key: string }>(
    'select key from media.late_object where due_at < $1 order by due_at limit $2 for update skip locked',
    [now, limit],
  );
  return rows.map(({ key }) => objectKeyOf(...key.split('/')));
}

export async function forgetLateObjects(sql: Sql, keys: readonly ObjectKey[]): Promise<void> {
  await sql.query('delete from media.late_object where key = any ($1::text[])', [keys]);
}
