import type { DeviceId } from '@parley/contracts/ids';
import type { ViewerClaims } from '@parley/identity/viewer';
import type { Sql } from '@parley/runtime/database/sql';
import type { Context } from '../context';
import type { DeviceDescription } from '../domain/device';
import type { UserRow } from '../store/accounts';
import { createSession, type OpenSession } from '../store/sessions';

/** What a client needs to be signed in. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  /** End of the access token. */
  expiresAt: Date;
  user: UserRow;
  deviceId: DeviceId;
  isNewDevice: boolean;
  viewer: ViewerClaims;
}

/** A new session for somebody who has just proven who they are. */
export async function openSession(
  sql: Sql,
  context: Context,
  { user, device }: { user: UserRow; device: DeviceDescription | undefined },
): Promise<SessionTokens> {
  const refreshTokenDays = context.settings.REFRESH_TOKEN_DAYS;
  return withAccessToken(context, user, await createSession(sql, { user, device, refreshTokenDays }));
}

export async function withAccessToken(
  { accessTokens }: Context,
  user: UserRow,
  { session, device, refreshToken, isNewDevice }: OpenSession,
): Promise<SessionTokens> {
  const { tenant, id, scopes, bot } = user;
  const viewer: ViewerClaims = { tenant, user: id, session, device, scopes, bot };
  const { token, expiresAt } = await accessTokens.sign(viewer);
  return { accessToken: token, refreshToken, expiresAt, user, deviceId: device, isNewDevice, viewer };
}
