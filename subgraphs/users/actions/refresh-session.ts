import { unauthenticated } from '@parley/contracts/errors';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { checkDevice, type DeviceDescription } from '../domain/device';
import { endFamily, lockPresented, rotate, type PresentedToken } from '../store/sessions';
import { withAccessToken, type SessionTokens } from './open-session';

export interface RefreshSession {
  refreshToken: string;
  device?: DeviceDescription | null;
}

interface Refreshed {
  next?: Awaited<ReturnType<typeof rotate>>;
  /** The session that was ended because its token seems to be stolen. */
  ended?: Pick<PresentedToken, 'session' | 'tenant' | 'user'>;
}

/**
 * Gives the next refresh token of the family and a new access token. A token presented a second time, or from another
 * device, has been stolen from somebody: it ends the session, for thief and owner alike (RFC 9700, 4.14.2).
 * A session that began with a fingerprint goes on only with it. Errors: UNAUTHENTICATED, the same for every reason.
 */
export const refreshSession = action(
  'refreshSession',
  async (context: Context, { refreshToken, device: described }: RefreshSession): Promise<SessionTokens> => {
    const device = checkDevice(described);
    // only the token says whose session it is; the end of a family must be committed, so the refusal waits until after
    const { next, ended } = await context.databases.system.transaction(async (tx): Promise<Refreshed> => {
      const presented = await lockPresented(tx, refreshToken);
      const verdict = judge(presented, device);
      if (verdict === 'stolen') {
        await endFamily(tx, presented!.session);
        return { ended: presented };
      }
      if (verdict !== 'good') return {};
      const refreshTokenDays = context.settings.REFRESH_TOKEN_DAYS;
      return { next: await rotate(tx, { refreshToken, presented: presented!, device, refreshTokenDays }) };
    });
    if (ended) {
      await context.revocations.revoke(ended.session);
      const { address, correlationId } = context.request;
      await context.suspicion.note({ ...ended, address, correlationId }, ['token-reuse']);
    }
    if (!next) throw unauthenticated('The session is over; sign in again');
    return withAccessToken(context, next.user, next);
  },
  { subject: (_, session) => session?.user.id },
);

function judge(presented: PresentedToken | undefined, device: DeviceDescription | undefined) {
  if (!presented || presented.over) return 'over';
  if (presented.used) return 'stolen';
  const fingerprint = device?.fingerprint ?? undefined;
  if (presented.fingerprint === null || presented.fingerprint === fingerprint) return 'good';
  // who does not say what it runs on has forgotten to, rather than stolen
  return fingerprint === undefined ? 'unbound' : 'stolen';
}
