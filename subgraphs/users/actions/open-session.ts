import type { DeviceId } from '@parley/contracts/ids';
import { ENROLLING } from '@parley/contracts/principal';
import type { ViewerClaims } from '@parley/identity/viewer';
import type { Transaction } from '@parley/database/database';
import { wideNetworkOf } from '@parley/runtime/network';
import type { Context } from '../context';
import type { DeviceDescription } from '../domain/device';
import type { UserRow } from '../store/accounts';
import { createSession, type OpenSession } from '../store/sessions';
import { noteNetwork } from '../store/suspicion';
import { notifyAccount } from './notify-account';

/** The tokens of a signed-in client. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  /** End of the access token. */
  expiresAt: Date;
  user: UserRow;
  deviceId: DeviceId;
  viewer: ViewerClaims;
}

/** Somebody who has just proven who they are. */
export interface Proven {
  user: UserRow;
  /** Of the account, at the proof. */
  credentialsVersion: number;
  device: DeviceDescription | undefined;
}

/** A new session for somebody who has just proven who they are, and a mail to them where the device is new. */
export async function openSession(
  tx: Transaction,
  context: Context,
  { user, credentialsVersion, device }: Proven,
): Promise<SessionTokens> {
  const refreshTokenDays = context.settings.REFRESH_TOKEN_DAYS;
  const session = await createSession(tx, { user, credentialsVersion, device, refreshTokenDays });
  await noteNetwork(tx, { tenant: user.tenant, user: user.id }, wideNetworkOf(context.request.address ?? ''));
  if (session.isNewDevice) await notifyAccount(tx, context, { account: user.id, kind: 'new-device' });
  return withAccessToken(context, user, session);
}

export async function withAccessToken(
  { accessTokens, enter }: Pick<Context, 'accessTokens' | 'enter'>,
  user: UserRow,
  { session, device, refreshToken, enrolling }: OpenSession,
): Promise<SessionTokens> {
  const { tenant, id, bot } = user;
  enter(tenant);
  const scopes = enrolling ? [...user.scopes, ENROLLING] : user.scopes;
  const viewer: ViewerClaims = { tenant, user: id, session, device, scopes, bot };
  const { token, expiresAt } = await accessTokens.sign(viewer);
  return { accessToken: token, refreshToken, expiresAt, user, deviceId: device, viewer };
}
