import type { UserId } from '@parley/contracts/ids';
import { hashToken } from '@parley/identity/opaque-token';
import type { Sql } from '@parley/database/sql';
import { normalizeRecoveryCode, totpStep } from '../domain/second-factor';

/** Keeps a secret until it is confirmed. False if the person has a confirmed one. */
export async function keepTotpSecret(sql: Sql, user: UserId, secret: Buffer): Promise<boolean> {
  const kept = await sql.query(
    `insert into users.totp as f (account, secret) values ($1, $2)
     on conflict (account) do update set secret = excluded.secret, last_step = 0 where f.confirmed_at is null
     returning account`,
    [user, secret],
  );
  return kept.length > 0;
}

export async function findTotpSecret(
  sql: Sql,
  user: UserId,
  { confirmed }: { confirmed: boolean },
): Promise<Buffer | undefined> {
  const [row] = await sql.query<{ secret: Buffer }>(
    'select secret from users.totp where account = $1 and (confirmed_at is not null) = $2',
    [user, confirmed],
  );
  return row?.secret;
}

/** Confirms the secret by the step of a code of it. False if it was confirmed or replaced meanwhile. */
export async function confirmTotpSecret(
  sql: Sql,
  user: UserId,
  { secret, step }: { secret: Buffer; step: number },
): Promise<boolean> {
  const confirmed = await sql.query(
    `update users.totp set confirmed_at = now(), last_step = $3
     where account = $1 and secret = $2 and confirmed_at is null returning account`,
    [user, secret, step],
  );
  return confirmed.length > 0;
}

export async function replaceRecoveryCodes(sql: Sql, user: UserId, codes: readonly string[]): Promise<void> {
  await sql.query('delete from users.recovery_code where account = $1', [user]);
  await sql.query('insert into users.recovery_code (account, hash) select $1, unnest($2::bytea[])', [
    user,
    codes.map(hashRecoveryCode),
  ]);
}

/** Uses up a code of the authenticator or a recovery code. False for one that is wrong, or was used before. */
export async function spendCode(sql: Sql, user: UserId, { code, now }: { code: string; now: Date }): Promise<boolean> {
  const secret = await findTotpSecret(sql, user, { confirmed: true });
  const step = secret && totpStep(secret, code, now);
  const spent =
    step === undefined
      ? await sql.query(
          `update users.recovery_code set used_at = now()
           where account = $1 and hash = $2 and used_at is null returning account`,
          [user, hashRecoveryCode(code)],
        )
      : await sql.query(
          'update users.totp set last_step = $2 where account = $1 and last_step < $2 returning account',
          [user, step],
        );
  return spent.length > 0;
}

const hashRecoveryCode = (code: string): Buffer => hashToken(normalizeRecoveryCode(code));
