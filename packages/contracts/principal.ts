import { unauthenticated } from './errors';
import type { BotKeyId, ConversationId, DeviceId, SessionId, TenantId, UserId } from './ids';

/** Not signed in: may sign up and sign in. */
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
  /** Runs persisted operations only. */
  bot: boolean;
  /** The key of a bot or partner that the token was exchanged for. */
  key?: BotKeyId;
  /** When the access token expires, in seconds since 1970. */
  expiresAt: number;
}

/**
 * The scope of somebody whose tenant requires a second factor, and who has none yet: they may set one up, and nothing else. The
 * next token after that is without it.
 */
export const ENROLLING = 'totp:enroll';

/** All members of a conversation together. A shared live view is executed as this principal, which has no viewer. */
export interface TopicPrincipal {
  kind: 'topic';
  tenant: TenantId;
  conversation: ConversationId;
  /** Stands for all non-members who read a public channel, instead of the members. */
  nonMembers?: true;
}

export type Principal = Anonymous | Viewer | TopicPrincipal;

export const ANONYMOUS: Anonymous = { kind: 'anonymous' };

/** A scope that tokens of partners have. No key can have it. */
export const PARTNER_SCOPE = 'partner';

/** Whether the principal sees the contract variant of the schema: without elements that are tagged `internal`. */
export const isPartner = (principal: Principal): boolean =>
  principal.kind === 'viewer' && principal.scopes.includes(PARTNER_SCOPE);

/** Whether the principal may run mutations: a key needs the scope `write` for it. */
export const mayChange = (principal: Principal): boolean =>
  principal.kind !== 'viewer' || principal.key === undefined || principal.scopes.includes('write');

/** The viewer. Errors: UNAUTHENTICATED if nobody is signed in; in a shared view, an internal error. */
export function viewerOf(principal: Principal): Viewer {
  if (principal.kind === 'viewer') return principal;
  if (principal.kind === 'topic') throw new Error('A shared view has no viewer; tag the field as "viewer"');
  throw unauthenticated();
}

/** The tenant whose rows a principal's requests read and write, if there is one. */
export const tenantsOf = (principal: Principal): TenantId[] =>
  principal.kind === 'anonymous' ? [] : [principal.tenant];

/** The tenant of this principal, who sees nothing outside of it. Errors: UNAUTHENTICATED. */
export function tenantOf(principal: Principal): TenantId {
  if (principal.kind === 'anonymous') throw unauthenticated();
  return principal.tenant;
}
