import type { UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import type { BotRow } from './bots';

/** Hashes of one version, ended or not; undefined if there is no such version. */
export async function findVersion(
  sql: Sql,
  account: UserId,
  version: string,
): Promise<{ hashes: string[]; ended: boolean } | undefined> {
  const [found] = await sql.query<{ hashes: string[]; ended: boolean }>(
    `select v.ended_at is not null as ended, array(select encode(o.hash, 'hex') from users.bot_operation o
        where o.account = v.account and o.version = v.version) as hashes
     from users.bot_version v where v.account = $1 and v.version = $2`,
    [account, version],
  );
  return found;
}

/** `operations`: text by hash. */
export async function insertVersion(
  tx: Transaction,
  { account, tenant }: BotRow,
  { version, operations }: { version: string; operations: ReadonlyMap<string, string> },
): Promise<void> {
  await tx.query('insert into users.bot_version (account, tenant, version) values ($1, $2, $3)', [
    account,
    tenant,
    version,
  ]);
  await tx.query(
    `insert into users.bot_operation (account, tenant, version, hash, text)
     select $1, $2, $3, decode(hash, 'hex'), text from unnest($4::text[], $5::text[]) as o(hash, text)`,
    [account, tenant, version, [...operations.keys()], [...operations.values()]],
  );
}

/** False if there is no such version, or it has ended. */
export async function endVersion(tx: Transaction, account: UserId, version: string): Promise<boolean> {
  const ended = await tx.query(
    `update users.bot_version set ended_at = clock_timestamp()
     where account = $1 and version = $2 and ended_at is null returning version`,
    [account, version],
  );
  return ended.length > 0;
}

/** Gateways drop the bot's operations from their cache within a second of the commit. */
export async function markOperationsChanged(tx: Transaction, account: UserId): Promise<void> {
  await tx.query('update users.bot set operations_changed_at = clock_timestamp() where account = $1', [account]);
}

/** Operations that the bot may run, text by hash: of all versions that have not ended. */
export async function findOperations(sql: Sql, account: UserId): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ hash: string; text: string }>(
    `select distinct encode(o.hash, 'hex') as hash, o.text
     from users.bot_operation o join users.bot_version v using (account, version)
     where o.account = $1 and v.ended_at is null`,
    [account],
  );
  return new Map(rows.map(({ hash, text }) => [hash, text]));
}

/** Bots whose operations changed within this time. */
export async function findChangedBots(sql: Sql, withinMs: number): Promise<UserId[]> {
  const rows = await sql.query<{ account: UserId }>(
    'select account from users.bot where operations_changed_at > now() - make_interval(secs => $1)',
    [withinMs / 1_000],
  );
  return rows.map(({ account }) => account);
}
