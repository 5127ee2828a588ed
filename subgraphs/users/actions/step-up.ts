import { invalid, notFound, ParleyError } from '@parley/contracts/errors';
import { viewerOf, type Viewer } from '@parley/contracts/principal';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import { normalizePassword } from '../domain/credentials';
import { findOwnCredentials, type OwnCredentials } from '../store/accounts';
import type { Account } from '../store/entities';
import { spendCode } from '../store/second-factors';
import { lockOpenAccount } from './lock-account';

export interface StepUp {
  password: string;
  /** Required if the account has a second factor. */
  code?: string | null;
}

/** Names of the fields in errors. */
export interface StepUpFields {
  password: string;
  code: string;
}

/** That the viewer has just proven who they are. */
export interface SteppedUp extends Pick<OwnCredentials, 'credentialsVersion' | 'secondFactor'> {
  viewer: Viewer;
}

const FIELDS: StepUpFields = { password: 'input.password', code: 'input.code' };

/**
 * Has the viewer prove again who they are: whoever borrowed their access token can't. Errors: VALIDATION_FAILED for a wrong
 * password or code; FORBIDDEN with `stepUp` if a code is missing; RATE_LIMITED after too many wrong ones.
 */
export async function requireStepUp(
  context: Context,
  { password, code }: StepUp,
  fields: StepUpFields = FIELDS,
): Promise<SteppedUp> {
  const viewer = viewerOf(context.principal);
  const credentials = await requirePassword(context, viewer, { password, field: fields.password });
  const { credentialsVersion, secondFactor } = credentials;
  if (secondFactor) await requireCode(context, viewer, { code, field: fields.code });
  return { viewer, credentialsVersion, secondFactor };
}

async function requirePassword(
  { database, passwords, stepUpAttempts }: Context,
  viewer: Viewer,
  { password, field }: { password: string; field: string },
): Promise<OwnCredentials> {
  // by session: a thief's guesses do not lock out the person, who has another one
  const attempt = await stepUpAttempts.begin(`${viewer.user} ${viewer.session}`);
  const credentials = await findOwnCredentials(database, viewer);
  if (!credentials) throw notFound('User');
  if (!(await passwords.verify(credentials.passwordHash, normalizePassword(password)))) {
    await attempt.failed();
    throw invalid({ field, problem: 'is wrong' });
  }
  await attempt.succeeded();
  return credentials;
}

async function requireCode(
  { database, encryptionKeys, codeAttempts, now }: Context,
  { user }: Viewer,
  { code, field }: { code: string | null | undefined; field: string },
): Promise<void> {
  if (!code)
    throw new ParleyError('FORBIDDEN', 'This needs a code of the second factor', { details: { stepUp: 'TOTP' } });
  const attempt = await codeAttempts.begin(user);
  if (!(await spendCode(database, encryptionKeys, { user, code, now: now() }))) {
    await attempt.failed();
    throw invalid({ field, problem: 'is wrong, or was used before' });
  }
  await attempt.succeeded();
}

/**
 * The account, locked, as the proof was of it. Errors: CONFLICT if its password or second factor changed since; NOT_FOUND
 * for an account that is closed.
 */
export async function lockSteppedUp(tx: Transaction, { viewer, credentialsVersion }: SteppedUp): Promise<Account> {
  const account = await lockOpenAccount(tx, viewer);
  if (account.credentialsVersion !== credentialsVersion)
    throw new ParleyError('CONFLICT', 'The password or second factor was changed meanwhile');
  return account;
}

/** Errors: CONFLICT without a second factor. */
export function requireSecondFactor({ secondFactor }: SteppedUp): void {
  if (!secondFactor) throw new ParleyError('CONFLICT', 'There is no second factor');
}
