import { unauthenticated } from '@parley/contracts/errors';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { checkDevice, type DeviceDescription } from '../domain/device';
import { findOwnCredentials, findUser } from '../store/accounts';
import { requireUnlocked } from './judge-sign-in';
import { openSession, type SessionTokens } from './open-session';
import type { OpenChallenge } from './sign-in';

export interface ClaimOpenId {
  browser: string;
  device?: DeviceDescription | null;
}

/**
 * Gives the session to the browser that came back from the provider, once; or asks for the second factor of the account.
 * Errors: UNAUTHENTICATED; FORBIDDEN for a locked account.
 */
export const claimOpenId = action(
  'claimOpenId',
  async (context: Context, input: ClaimOpenId): Promise<SessionTokens | OpenChallenge> => {
    const device = checkDevice(input.device);
    const proven = await context.openIds.takeProven(input.browser);
    const user = proven && (await findUser(context.databases.system, proven.tenant, proven.user));
    const credentials = proven && (await findOwnCredentials(context.databases.system, proven));
    if (!user || !credentials) throw unauthenticated('The sign-in took too long; begin again');
    await requireUnlocked(context, user);
    const { credentialsVersion } = proven;
    if (credentials.secondFactor) return context.challenges.open({ ...proven, device });
    return context.databases.system.transaction((tx) => openSession(tx, context, { user, credentialsVersion, device }));
  },
  { subject: (_, signedIn) => (signedIn && 'user' in signedIn ? signedIn.user.id : undefined) },
);
