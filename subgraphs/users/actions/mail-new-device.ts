import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import type { DeviceDescription } from '../domain/device';
import type { UserRow } from '../store/accounts';

/** Mails somebody who has signed in on a device that was not theirs before: perhaps it was not they who did. */
export async function mailNewDevice(
  tx: Transaction,
  { mailer, request, now }: Context,
  { user, device }: { user: UserRow; device: DeviceDescription | undefined },
): Promise<void> {
  if (!mailer || user.bot) return;
  const lines = [
    `Hello ${user.displayName},`,
    '',
    'somebody has just signed in to your account on a device that it was not used on before:',
    '',
    `When: ${now().toISOString()}`,
    `Device: ${[device?.name, device?.platform].filter(Boolean).join(', ') || 'unknown'}`,
    `Address: ${request.address ?? 'unknown'}`,
    '',
    'If that was you, there is nothing to do. If not, change your password, and sign that device out.',
  ];
  const subject = 'A new device has signed in to your account';
  await mailer.post(tx, { to: user.email, subject, text: lines.join('\n') });
}
