import type { DeviceId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import type { DevicePlatform } from '../domain/device';

export interface DeviceRow {
  id: DeviceId;
  account: UserId;
  name: string | null;
  platform: DevicePlatform | null;
  lastSeenAt: Date;
}

const MAX_DEVICES = 100;

/** Devices that somebody is signed in on, the latest first, at most 100 for each person. */
export async function findDevices(sql: Sql, accounts: readonly UserId[]): Promise<DeviceRow[]> {
  return sql.query<DeviceRow>(
    `select d.* from unnest($1::uuid[]) as requested(account) cross join lateral (
       select id, account, name, platform, last_seen_at as "lastSeenAt" from users.device d
       where d.account = requested.account and exists (
         select from users.session s where s.device = d.id and s.ended_at is null and s.expires_at > now())
       order by last_seen_at desc, id limit ${MAX_DEVICES}) d`,
    [accounts],
  );
}

/** Whether the account of this address has been signed in to on the device with this fingerprint. */
export async function isKnownDevice(
  sql: Sql,
  { tenant, email, fingerprint }: { tenant: string; email: string; fingerprint: string },
): Promise<boolean> {
  const rows = await sql.query(
    `select from users.device d join users.account a on a.id = d.account join users.tenant t on t.id = a.tenant
     where t.slug = $1 and a.email = $2 and a.erased_at is null and d.fingerprint = $3`,
    [tenant, email, fingerprint],
  );
  return rows.length > 0;
}

/** Stops notifying a device of the viewer's. False if there is none of that id. */
export async function disconnectDevice(sql: Sql, viewer: Viewer, device: DeviceId): Promise<boolean> {
  const rows = await sql.query(
    'update users.device set push_token = null where id = $1 and account = $2 and tenant = $3 returning id',
    [device, viewer.user, viewer.tenant],
  );
  return rows.length > 0;
}
