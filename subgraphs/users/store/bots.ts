import type { BotKeyId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { BotKind, ListedBot, NewBotKey } from '@parley/subgraph/bots';
import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';

export interface BotRow {
  account: UserId;
  tenant: TenantId;
  owner: UserId;
  kind: BotKind;
}

export async function insertBot(sql: Sql, { account, tenant, owner, kind }: BotRow): Promise<void> {
  await sql.query('insert into users.bot (account, tenant, owner, kind) values ($1, $2, $3, $4)', [
    account,
    tenant,
    owner,
    kind,
  ]);
}

/** Locks a bot that has not ended: until the commit, other transactions cannot end it, publish its operations or add keys. */
export async function lockBot(tx: Transaction, account: UserId): Promise<BotRow | undefined> {
  const [bot] = await tx.query<BotRow>(
    'select account, tenant, owner, kind from users.bot where account = $1 and ended_at is null for update',
    [account],
  );
  return bot;
}

/** `hash`: SHA-256 of the key. */
export async function insertBotKey(
  sql: Sql,
  { account, tenant }: BotRow,
  { id, hash, scopes, expiresAt }: NewBotKey & { id: BotKeyId; hash: Buffer },
): Promise<void> {
  await sql.query(
    `insert into users.bot_key (id, tenant, account, hash, scopes, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [id, tenant, account, hash, scopes, expiresAt ?? null],
  );
}

/** The bot and the scopes of a key that has not ended. */
export async function findBotKey(
  sql: Sql,
  id: BotKeyId,
): Promise<{ account: UserId; scopes: string[]; expiresAt: Date | null } | undefined> {
  const [key] = await sql.query<{ account: UserId; scopes: string[]; expiresAt: Date | null }>(
    `select account, scopes, expires_at as "expiresAt" from users.bot_key
     where id = $1 and ended_at is null and (expires_at is null or expires_at > now())`,
    [id],
  );
  return key;
}

/** Lets a key expire after this time, unless it expires earlier. */
export async function expireBotKey(sql: Sql, id: BotKeyId, afterMs: number): Promise<void> {
  await sql.query(
    `update users.bot_key set expires_at = least(expires_at, now() + make_interval(secs => $2)) where id = $1`,
    [id, afterMs / 1_000],
  );
}

const END_SESSIONS = `update users.session s set ended_at = clock_timestamp()
  from users.bot_key k where k.id = s.bot_key and s.ended_at is null`;

/** Ends a key and its sessions. False for a key that has ended. */
export async function endBotKey(tx: Transaction, id: BotKeyId): Promise<boolean> {
  const ended = await tx.query(
    'update users.bot_key set ended_at = clock_timestamp() where id = $1 and ended_at is null returning id',
    [id],
  );
  await tx.query(`${END_SESSIONS} and k.id = $1`, [id]);
  return ended.length > 0;
}

/** Ends a bot with all its keys and sessions. False for a bot that has ended. */
export async function endBot(tx: Transaction, account: UserId): Promise<boolean> {
  const ended = await tx.query(
    'update users.bot set ended_at = clock_timestamp() where account = $1 and ended_at is null returning account',
    [account],
  );
  await tx.query('update users.bot_key set ended_at = clock_timestamp() where account = $1 and ended_at is null', [
    account,
  ]);
  await endSessionsOfBot(tx, account);
  return ended.length > 0;
}

export async function endSessionsOfBot(sql: Sql, account: UserId): Promise<void> {
  await sql.query(`${END_SESSIONS} and k.account = $1`, [account]);
}

/** Ends the sessions of a person's bots. `openBotSession` refuses their keys while the owner's account is closed. */
export async function endSessionsOfBotsOf(sql: Sql, owner: UserId): Promise<SessionId[]> {
  const ended = await sql.query<{ id: SessionId }>(
    `${END_SESSIONS} and k.account in (select account from users.bot where owner = $1) returning s.id`,
    [owner],
  );
  return ended.map(({ id }) => id);
}

const LIST = `select b.account as id, t.slug as tenant, a.display_name as name, b.kind, o.email as owner, b.ended_at as "endedAt",
    coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'scopes', k.scopes, 'createdAt', k.created_at,
        'expiresAt', k.expires_at, 'endedAt', k.ended_at, 'lastUsedAt', k.last_used_at) order by k.created_at)
      from users.bot_key k where k.account = b.account), '[]') as keys,
    coalesce((select jsonb_agg(jsonb_build_object('version', v.version, 'publishedAt', v.published_at, 'endedAt', v.ended_at,
        'operations', (select count(*) from users.bot_operation p where p.account = v.account and p.version = v.version))
        order by v.published_at)
      from users.bot_version v where v.account = b.account), '[]') as versions
  from users.bot b join users.account a on a.id = b.account join users.account o on o.id = b.owner
    join users.tenant t on t.id = b.tenant
  where $1::text is null or t.slug = $1 order by t.slug, b.created_at`;

/** Bots with their keys and versions, of a tenant's slug or of all. */
export const listBots = (sql: Sql, tenant: string | undefined): Promise<ListedBot[]> =>
  sql.query<ListedBot>(LIST, [tenant ?? null]);
