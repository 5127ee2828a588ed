import { randomInt } from 'node:crypto';
import { ParleyError } from '@parley/contracts/errors';
import { hashToken } from '@parley/identity/opaque-token';
import { wideNetworkOf } from '@parley/runtime/network';
import type { Context } from '../context';
import type { DeviceDescription } from '../domain/device';
import { signalsOfSignIn } from '../domain/suspicion';
import { signInCodeMail } from '../domain/sign-in-code-mail';
import type { UserRow } from '../store/accounts';
import { findFamiliarity } from '../store/suspicion';

export interface SignInAttempt {
  user: UserRow;
  device: DeviceDescription | undefined;
  /** Wrong passwords before the right one. */
  failures: number;
}

const lockedOut = () =>
  new ParleyError('FORBIDDEN', 'This account is locked; unlock it by the link in the mail, or reset the password', {
    details: { locked: true },
  });

/** Errors: FORBIDDEN with `locked` if the account is locked. */
export async function requireUnlocked({ request, suspicion }: Context, { tenant, id }: UserRow): Promise<void> {
  const { address, correlationId } = request;
  const { locked } = await suspicion.note({ tenant, user: id, address, correlationId }, []);
  if (locked) throw lockedOut();
}

/**
 * Compares a sign-in with the right password with earlier ones. True if the person must prove their identity once more: by the
 * second factor, or by a mailed code. A device that the account was used on before needs no further proof.
 * Errors: FORBIDDEN with `locked` if the account is locked.
 */
export async function judgeSignIn(context: Context, { user, device, failures }: SignInAttempt): Promise<boolean> {
  const { databases, request, suspicion } = context;
  const { address, correlationId } = request;
  const familiarity = await findFamiliarity(databases.of(user.tenant), {
    ...{ user: user.id, fingerprint: device?.fingerprint ?? undefined, network: wideNetworkOf(address ?? '') },
  });
  const suspect = { tenant: user.tenant, user: user.id, address, correlationId };
  const { locked, measure } = await suspicion.note(suspect, signalsOfSignIn(familiarity, failures));
  if (locked) throw lockedOut();
  return measure !== undefined && measure !== 'slow' && !familiarity.knowsDevice;
}

/** Mails the account a code of eight digits. Returns its hash, in hexadecimal. */
export async function mailSignInCode({ databases, mailer }: Context, { tenant, email }: UserRow): Promise<string> {
  const code = String(randomInt(100_000_000)).padStart(8, '0');
  await databases.of(tenant).transaction(async (tx) => mailer?.post(tx, { to: email, ...signInCodeMail(code) }));
  return hashToken(code).toString('hex');
}
