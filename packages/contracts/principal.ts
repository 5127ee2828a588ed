import { unauthenticated } from './errors';
import type { ConversationId, DeviceId, SessionId, TenantId, UserId } from './ids';

/** Nobody yet: may sign up and sign in. */
export interface Anonymous {
  kind: 'anonymous';
}

/** A signed-in person or bot. */
export interface Viewer {
  kind: 'viewer';
  tenant: TenantId;
  user: UserId;
  session: SessionId;
  device: DeviceId;
  scopes: readonly string[];
  bot: boolean;
  /** Seconds since the epoch: when the access token ends. */
  expiresAt: number;
}

/** All members of a conversation at once: what a shared live view is executed as. It has no viewer. */
export interface TopicPrincipal {
  kind: 'topic';
  tenant: TenantId;
  conversation: ConversationId;
  /** Instead of the members, all who read a public channel without being one. */
  nonMembers?: true;
}

export type Principal = Anonymous | Viewer | TopicPrincipal;

export const ANONYMOUS: Anonymous = { kind: 'anonymous' };

/** The signed-in viewer. Errors: UNAUTHENTICATED; in a shared view, an error that is never shown. */
export function viewerOf(principal: Principal): Viewer {
  if (principal.kind === 'viewer') return principal;
  if (principal.kind === 'topic') throw new Error('A shared view has no viewer; tag the field as "viewer"');
  throw unauthenticated();
}

/** The tenant that bounds everything this principal can see. Errors: UNAUTHENTICATED. */
export function tenantOf(principal: Principal): TenantId {
  if (principal.kind === 'anonymous') throw unauthenticated();
  return principal.tenant;
}
