import type { Context } from '../context';
import type { DeviceDescription } from '../domain/device';
import type { SessionTokens } from './open-session';

/** A mail to somebody who has signed in on a device that was not theirs before: perhaps it was not they who did. */
export function tellNewDevice(
  { mailer, request, now }: Context,
  { user, isNewDevice }: SessionTokens,
  device: DeviceDescription | undefined,
): void {
  if (!mailer || !isNewDevice || user.bot) return;
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
  mailer.post({ to: user.email, subject: 'A new device has signed in to your account', text: lines.join('\n') });
}
