import type { MemberRole } from '@parley/log/members';
import { KEEPERS, mayRemove } from '@parley/log/roles';

export type TenantRole = 'OWNER' | 'ADMIN' | 'MODERATOR' | 'MEMBER' | 'GUEST';

/** What a person is in a conversation, and in its tenant. */
export interface Roles {
  /** Missing for who is no member. */
  member?: MemberRole;
  tenant: TenantRole;
}

const ADMINS: readonly TenantRole[] = ['OWNER', 'ADMIN'];
const MODERATORS: readonly TenantRole[] = [...ADMINS, 'MODERATOR'];

const moderatesTenant = ({ tenant }: Roles): boolean => MODERATORS.includes(tenant);

/** Whether somebody who may read a conversation moderates it. */
export const moderates = (roles: Roles): boolean =>
  moderatesTenant(roles) || (roles.member !== undefined && KEEPERS.includes(roles.member));

/**
 * Whether somebody may sanction another in a conversation that they moderate. Whoever moderates the tenant may sanction everybody in its conversations
 * but others who moderate it: only the tenant's OWNER and ADMINs may sanction those, and nobody its OWNER.
 */
export function maySanction(by: Roles, whom: Roles): boolean {
  if (!moderates(by)) return false;
  if (moderatesTenant(whom)) return ADMINS.includes(by.tenant) && whom.tenant !== 'OWNER';
  return moderatesTenant(by) || (by.member !== undefined && mayRemove(by.member, whom.member ?? 'MEMBER'));
}

/** The higher of what somebody is in the tenant and in the conversation. */
function rankOf({ tenant, member }: Roles): number {
  const ofTenant = { OWNER: 5, ADMIN: 4, MODERATOR: 3, MEMBER: 0, GUEST: 0 }[tenant];
  return Math.max(ofTenant, member === 'OWNER' ? 2 : member === 'MODERATOR' ? 1 : 0);
}

/** Whether a moderator may replace or lift a sanction that somebody else has imposed: not one of somebody above them. */
export const mayOverrule = (by: Roles, imposer: Roles | undefined): boolean =>
  imposer === undefined || rankOf(by) >= rankOf(imposer);
