import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { EncryptionKeys } from '@parley/identity/encryption-keys';

/** A secret as its row has it. */
interface Stored {
  account: UserId;
  /** Of rows from before secrets were encrypted. */
  secret: Buffer | null;
  sealed: string | null;
  sealedBy: string | null;
  /** Another one after each enrollment. */
  enrollment: string;
}

/** A secret, and which enrollment it is of. */
export interface TotpSecret {
  secret: Buffer;
  enrollment: string;
}

const COLUMNS = 'account, secret, sealed, sealed_by as "sealedBy", enrolled_at::text as enrollment';

/** Keeps a secret until it is confirmed. False if the person has a confirmed one. */
export async function keepTotpSecret(
  sql: Sql,
  keys: EncryptionKeys,
  { user, secret }: { user: UserId; secret: Buffer },
): Promise<boolean> {
  const kept = await sql.query(
    `insert into users.totp as f (account, sealed, sealed_by, enrolled_at) values ($1, $2, $3, clock_timestamp())
     on conflict (account) do update
       set secret = null, sealed = excluded.sealed, sealed_by = excluded.sealed_by, last_step = 0,
         enrolled_at = excluded.enrolled_at
       where f.confirmed_at is null
     returning account`,
    [user, await keys.encrypt(secret, user), keys.kid],
  );
  return kept.length > 0;
}

/** The secret that waits for its first code: not for longer than ten minutes. */
export async function findUnconfirmedTotp(
  sql: Sql,
  keys: EncryptionKeys,
  user: UserId,
): Promise<TotpSecret | undefined> {
  const [row] = await sql.query<Stored>(
    `select ${COLUMNS} from users.totp
     where account = $1 and confirmed_at is null and enrolled_at > now() - interval '10 minutes'`,
    [user],
  );
  return row && { secret: await opened(keys, row), enrollment: row.enrollment };
}

/** The confirmed secret. One that is not encrypted with the present key is from then on. */
export async function findTotp(sql: Sql, keys: EncryptionKeys, user: UserId): Promise<Buffer | undefined> {
  const [row] = await sql.query<Stored>(
    `select ${COLUMNS} from users.totp where account = $1 and confirmed_at is not null`,
    [user],
  );
  if (!row) return undefined;
  const secret = await opened(keys, row);
  if (row.sealedBy !== keys.kid) await reseal(sql, keys, { row, secret });
  return secret;
}

/** Confirms the secret by the step of a code of it. False if it was confirmed or replaced meanwhile. */
export async function confirmTotpSecret(
  sql: Sql,
  user: UserId,
  { enrollment, step }: { enrollment: string; step: number },
): Promise<boolean> {
  const confirmed = await sql.query(
    `update users.totp set confirmed_at = now(), last_step = $3
     where account = $1 and enrolled_at = $2::timestamptz and confirmed_at is null returning account`,
    [user, enrollment, step],
  );
  return confirmed.length > 0;
}

/** Removes a secret that was not confirmed. */
export async function dropUnconfirmedTotp(sql: Sql, user: UserId): Promise<void> {
  await sql.query('delete from users.totp where account = $1 and confirmed_at is null', [user]);
}

interface Batch {
  after: UserId | undefined;
  limit: number;
}

interface Resealed {
  /** Where the next batch begins; undefined after the last one. */
  next: UserId | undefined;
  resealed: number;
  /** Those whose key is not there. */
  unreadable: readonly unknown[];
}

/** Encrypts a batch of secrets that are not encrypted with the present key, in the order of accounts. */
export async function resealBatch(sql: Sql, keys: EncryptionKeys, { after, limit }: Batch): Promise<Resealed> {
  const rows = await sql.query<Stored>(
    `select ${COLUMNS} from users.totp
     where sealed_by is distinct from $1 and ($2::uuid is null or account > $2) order by account limit $3`,
    [keys.kid, after ?? null, limit],
  );
  const unreadable: unknown[] = [];
  let resealed = 0;
  for (const row of rows) {
    const secret = await opened(keys, row).catch((error: unknown) => void unreadable.push(error));
    if (secret && (await reseal(sql, keys, { row, secret }))) resealed++;
  }
  return { next: rows.length === limit ? rows.at(-1)!.account : undefined, resealed, unreadable };
}

const opened = async (keys: EncryptionKeys, { account, secret, sealed }: Stored): Promise<Buffer> =>
  sealed === null ? secret! : keys.decrypt(sealed, account);

/** False if the row changed meanwhile. */
async function reseal(
  sql: Sql,
  keys: EncryptionKeys,
  { row: { account, enrollment, sealedBy }, secret }: { row: Stored; secret: Buffer },
): Promise<boolean> {
  const changed = await sql.query(
    `update users.totp set secret = null, sealed = $4, sealed_by = $5
     where account = $1 and enrolled_at = $2::timestamptz and sealed_by is not distinct from $3 returning account`,
    [account, enrollment, sealedBy, await keys.encrypt(secret, account), keys.kid],
  );
  return changed.length > 0;
}
