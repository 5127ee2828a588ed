import type { UserId } from '@parley/contracts/ids';
import type { EncryptionKeys } from '@parley/identity/encryption-keys';
import { hashToken } from '@parley/identity/opaque-token';
import type { Sql } from '@parley/database/sql';
import { normalizeRecoveryCode, totpStep } from '../domain/second-factor';
import { findTotp } from './totp-secrets';

/** Removes the secret and all recovery codes. */
export async function removeSecondFactor(sql: Sql, user: UserId): Promise<void> {
  await sql.query('delete from users.totp where account = $1', [user]);
  await sql.query('delete from users.recovery_code where account = $1', [user]);
}

export async function replaceRecoveryCodes(sql: Sql, user: UserId, codes: readonly string[]): Promise<void> {
  await sql.query('delete from users.recovery_code where account = $1', [user]);
  await sql.query('insert into users.recovery_code (account, hash) select $1, unnest($2::bytea[])', [
    user,
    codes.map(hashRecoveryCode),
  ]);
}

interface PresentedCode {
  user: UserId;
  code: string;
  now: Date;
}

/** Uses up a code of the authenticator or a recovery code. False for one that is wrong, or was used before. */
export async function spendCode(sql: Sql, keys: EncryptionKeys, { user, code, now }: PresentedCode): Promise<boolean> {
  const secret = await findTotp(sql, keys, user);
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
