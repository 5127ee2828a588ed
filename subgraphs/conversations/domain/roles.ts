import type { MemberRole } from '@parley/log/members';

export const ROLES = ['OWNER', 'MODERATOR', 'MEMBER', 'READER'] as const satisfies readonly MemberRole[];

/** The roles that may change the conversation and add people. Nobody may in a DIRECT: it never changes. */
export const KEEPERS: readonly MemberRole[] = ['OWNER', 'MODERATOR'];

/** The roles that may send messages. */
export const WRITERS: readonly MemberRole[] = ['OWNER', 'MODERATOR', 'MEMBER'];

/** An owner may remove anybody, a moderator whoever keeps nothing. */
export const mayRemove = (by: MemberRole, whom: MemberRole): boolean => by === 'OWNER' || !KEEPERS.includes(whom);
