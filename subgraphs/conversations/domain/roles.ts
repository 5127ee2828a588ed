import type { MemberRole } from '@parley/log/members';

export const ROLES = ['OWNER', 'MODERATOR', 'MEMBER', 'READER'] as const satisfies readonly MemberRole[];

/** Who changes the conversation and lets people in. Nobody of a DIRECT: its members and all else of it are fixed. */
export const KEEPERS: readonly MemberRole[] = ['OWNER', 'MODERATOR'];

/** Who says something there. */
export const WRITERS: readonly MemberRole[] = ['OWNER', 'MODERATOR', 'MEMBER'];

/** An owner may remove anybody, a moderator whoever keeps nothing. */
export const mayRemove = (by: MemberRole, whom: MemberRole): boolean => by === 'OWNER' || !KEEPERS.includes(whom);
