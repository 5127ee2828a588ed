import type { BotKeyId, DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import { hashToken } from '@parley/identity/opaque-token';
import type { BotKind } from '@parley/subgraph/bots';
import type { Sql } from '@parley/database/sql';
import { v7 as newId } from 'uuid';

export interface BotSession {
  tenant: TenantId;
  user: UserId;
  session: SessionId;
  device: DeviceId;
  key: BotKeyId;
  kind: BotKind;
  scopes: string[];
  /** When the key expires. */
  keyExpiresAt: Date | null;
}

/**
 * The locks serialize this with statements that end the key, the bot, or an account of either. Those either run later and end
 * this session, too, or ran earlier, and this finds no valid key.
 */
const OPEN = `
  with good as (
    select k.id, k.tenant, k.account, k.scopes, k.expires_at, b.kind
    from users.bot_key k join users.bot b on b.account = k.account join users.tenant t on t.id = b.tenant
      join users.account a on a.id = b.account join users.account o on o.id = b.owner
    where k.hash = $1 and k.ended_at is null and (k.expires_at is null or k.expires_at > now()) and b.ended_at is null
      and a.erased_at is null and o.erased_at is null and t.suspended_at is null
      and (a.suspended_at is null or a.suspended_until <= now()) and (o.suspended_at is null or o.suspended_until <= now())
    for no key update of k for share of b, a, o
  ), device as (
    insert into users.device as d (id, tenant, account, fingerprint, name, platform, last_seen_at)
    select $2, tenant, account, 'key ' || id, 'Key ' || id, 'BOT', now() from good
    on conflict (account, fingerprint) do update set last_seen_at = now()
    returning id
  ), session as (
    insert into users.session as s (id, tenant, account, device, bot_key, expires_at)
    select $3, good.tenant, good.account, device.id, good.id, now() + make_interval(secs => $4) from good, device
    on conflict (bot_key) where ended_at is null do update set expires_at = excluded.expires_at
    returning id
  ), used as (
    update users.bot_key set last_used_at = now() where id = (select id from good)
  )
  select good.tenant, good.account as user, session.id as session, device.id as device, good.id as key, good.kind,
    good.scopes, good.expires_at as "keyExpiresAt"
  from good, device, session`;

/**
 * The one session of a key, prolonged by `seconds`; undefined if the key is not valid. Also records that the key was used.
 */
export async function openBotSession(sql: Sql, key: string, seconds: number): Promise<BotSession | undefined> {
  const [session] = await sql.query<BotSession>(OPEN, [hashToken(key), newId(), newId(), seconds]);
  return session;
}
