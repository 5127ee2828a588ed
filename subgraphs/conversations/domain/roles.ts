import type { MemberRole } from '@parley/log/members';

export const ROLES = ['OWNER', 'MODERATOR', 'MEMBER', 'READER'] as const satisfies readonly MemberRole[];

/** The roles that may send messages. */
export const WRITERS: readonly MemberRole[] = ['OWNER', 'MODERATOR', 'MEMBER'];
