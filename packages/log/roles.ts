import type { MemberRole } from './members';

/** The roles that may change the conversation and its people. Nobody may in a DIRECT: it never changes. */
export const KEEPERS: readonly MemberRole[] = ['OWNER', 'MODERATOR'];

/** An OWNER may remove anybody, a MODERATOR those who are neither. */
export const mayRemove = (by: MemberRole, whom: MemberRole): boolean => by === 'OWNER' || !KEEPERS.includes(whom);
