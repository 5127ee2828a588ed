import { unauthenticated } from '@parley/contracts/errors';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { normalizeEmail, normalizePassword, normalizeSlug } from '../domain/credentials';
import { checkDevice, type DeviceDescription } from '../domain/device';
import { findCredentials } from '../store/accounts';
import { judgeSignIn, mailSignInCode } from './judge-sign-in';
import { openSession, type SessionTokens } from './open-session';
import { suspended } from './suspended';

export interface SignIn {
  tenant: string;
  email: string;
  password: string;
  device?: DeviceDescription | null;
}

/** The password was right; now for the second factor, or the code that was mailed. */
export interface OpenChallenge {
  mailed: boolean;
  challengeId: string;
  expiresAt: Date;
}

/**
 * Signs in by password. A tenant, an account that is not there and a wrong password look the same, in text and in time.
 * Errors: UNAUTHENTICATED; RATE_LIMITED as SignInLimits says, be there an account or not. With the right password, FORBIDDEN for a
 * locked account, and with `reason` and `until` for an account or tenant that is suspended.
 */
export const signIn = action(
  'signIn',
  async (context: Context, input: SignIn): Promise<SessionTokens | OpenChallenge> => {
    const device = checkDevice(input.device);
    const { failures, suspension, ...credentials } = await requireCredentials(context, { ...input, device });
    if (suspension) throw suspended(suspension);
    const { id, tenant, credentialsVersion } = credentials;
    const isUnusual = await judgeSignIn(context, { user: credentials, device, failures });
    const pending = { user: id, tenant, credentialsVersion, device };
    if (credentials.secondFactor) return context.challenges.open(pending);
    if (isUnusual && context.mailer) {
      const mailedCode = await mailSignInCode(context, credentials);
      return context.challenges.open({ ...pending, mailedCode });
    }
    return context.databases
      .of(tenant)
      .transaction((tx) => openSession(tx, context, { user: credentials, credentialsVersion, device }));
  },
  { subject: (_, signedIn) => (signedIn && 'user' in signedIn ? signedIn.user.id : undefined) },
);

async function requireCredentials({ databases, passwords, signInLimits, request }: Context, input: SignIn) {
  const tenant = normalizeSlug(input.tenant) ?? '';
  const email = normalizeEmail(input.email) ?? '';
  const attempt = await signInLimits.begin({ tenant, email, device: input.device, address: request.address });
  const credentials = await findCredentials(databases.system, { tenant, email });
  const password = normalizePassword(input.password);
  if (!(await passwords.verify(credentials?.passwordHash, password, request.signal)) || !credentials) {
    await attempt.failed();
    throw unauthenticated('Wrong e-mail address or password');
  }
  await attempt.succeeded();
  return { ...credentials, failures: attempt.failures };
}
