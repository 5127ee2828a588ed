import type { BotKeyId, DeviceId, parseId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { z } from 'zod';

/** A viewer without the expiry, which the token adds. */
export type ViewerClaims = Omit<Viewer, 'kind' | 'expiresAt'>;

const id = <T extends NonNullable<ReturnType<typeof parseId>>>() =>
  z.guid().transform((text) => text.toLowerCase() as T);

/** A viewer as it is stored outside of the process. */
export const VIEWER: z.ZodType<Viewer> = z.object({
  kind: z.literal('viewer'),
  tenant: id<TenantId>(),
  user: id<UserId>(),
  session: id<SessionId>(),
  device: id<DeviceId>(),
  scopes: z.array(z.string()),
  bot: z.boolean(),
  key: id<BotKeyId>().optional(),
  expiresAt: z.int(),
});
