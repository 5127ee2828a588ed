import { forbidden, notFound } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { positionOf, type Position } from '@parley/contracts/position';
import { viewerOf, type Principal, type Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import { readHeads } from './read';
import { requireNotBanned } from './sanctions';

export type MemberRole = 'OWNER' | 'MODERATOR' | 'MEMBER' | 'READER';

declare const proven: unique symbol;

/** Proof that a viewer was a present member when this was made; what stores of a conversation demand. */
export interface Membership {
  readonly [proven]: true;
  readonly conversation: ConversationId;
  readonly viewer: Viewer;
  readonly role: MemberRole;
}

/** SQL: whether a person is a guest, who sees only the people and conversations that they share. */
export const isGuest = (person: string): string =>
  `exists (select from log.stream_head own where own.stream = ${person} and own.guest)`;

/**
 * SQL: whether a person may read a conversation, for statements that have its head `h` and, if there is one, the person's
 * membership `m`. The same condition decides on queries, live streams and search.
 */
export const mayRead = (person: string): string => `(m.person is not null or h.public and not ${isGuest(person)})`;

/**
 * SQL: whether a person may see another one of their tenant. A guest sees those who are, or were, in a conversation that
 * the guest is in: what they said there names them.
 */
export const maySee = (person: string, other: string): string =>
  `(not ${isGuest(person)} or ${other} = ${person} or exists (
    select from log.present_member mine join log.stream_member theirs on theirs.stream = mine.stream
    where mine.person = ${person} and theirs.person = ${other}))`;

/**
 * The viewer's membership. Inside a transaction that has locked the conversation it holds until the commit.
 * Errors: FORBIDDEN for a viewer who may read the conversation and is no member; NOT_FOUND for everybody else, whether
 * such a conversation exists or not; UNAUTHENTICATED.
 */
export async function requireMember(sql: Sql, principal: Principal, conversation: ConversationId): Promise<Membership> {
  const viewer = viewerOf(principal);
  const [reader] = await sql.query<{ role: MemberRole | null }>(
    `select m.role from log.stream_head h
     left join log.present_member m on m.stream = h.stream and m.person = $2
     where h.stream = $1 and h.tenant = $3 and ${mayRead('$2')}`,
    [conversation, viewer.user, viewer.tenant],
  );
  if (!reader) throw notFound('Conversation');
  if (!reader.role) throw membershipRequired();
  return { conversation, viewer, role: reader.role } as Membership;
}

/** The error for a viewer who may read a conversation but has to be a member for what they request. */
export const membershipRequired = () => forbidden('Join the channel first');

/** Errors: FORBIDDEN for a member whose role is none of these. */
export function requireRole(membership: Membership, roles: readonly MemberRole[]): Membership {
  if (!roles.includes(membership.role)) throw forbidden(`Only ${roles.join(' or ')} may do this`);
  return membership;
}

/** Which of the conversations this principal may read: those it is a member of, and the public ones of its tenant. */
export async function readableConversations(
  sql: Sql,
  principal: Principal,
  conversations: readonly ConversationId[],
): Promise<Set<ConversationId>> {
  if (principal.kind === 'topic') return new Set(conversations.filter((id) => id === principal.conversation));
  return new Set((await readablePositions(sql, principal, conversations)).keys());
}

/** Where the logs of those of the conversations are that this principal may read, as of the same moment. */
export async function readablePositions(
  sql: Sql,
  principal: Principal,
  conversations: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, Position>> {
  if (principal.kind === 'anonymous') return new Map();
  if (principal.kind === 'topic')
    return readHeads(
      sql,
      conversations.filter((id) => id === principal.conversation),
    );
  const { user, tenant } = principal;
  const rows = await sql.query<Position & { stream: ConversationId }>(READABLE, [user, tenant, conversations]);
  return new Map(rows.map((row) => [row.stream, positionOf(row)]));
}

const READABLE = {
  name: 'log.readable',
  text: `select h.stream, h.seq, h.epoch from log.stream_head h
    left join log.present_member m on m.stream = h.stream and m.person = $1
    where h.stream = any ($3::uuid[]) and h.tenant = $2 and ${mayRead('$1')}`,
};

/** Whether everybody of its tenant may read a conversation. */
export async function isPublic(sql: Sql, conversation: ConversationId): Promise<boolean> {
  const [head] = await sql.query<{ public: boolean }>('select public from log.stream_head where stream = $1', [
    conversation,
  ]);
  return head!.public;
}

/** Makes a person a guest, or no longer one. */
export async function setGuest(sql: Sql, person: UserId, guest: boolean): Promise<void> {
  await sql.query('update log.stream_head set guest = $2 where stream = $1 and guest <> $2', [person, guest]);
}

/** Opens a conversation to everybody of its tenant, or closes it. The caller has locked it. */
export async function setPublic(sql: Sql, conversation: ConversationId, isPublic: boolean): Promise<void> {
  await sql.query('update log.stream_head set public = $2 where stream = $1', [conversation, isPublic]);
}

/** Roles of those of the people who are present members. Inside a transaction that has locked the conversation they hold until the commit. */
export async function memberRoles(
  sql: Sql,
  conversation: ConversationId,
  people: readonly UserId[],
): Promise<Map<UserId, MemberRole>> {
  const rows = await sql.query<{ person: UserId; role: MemberRole }>(
    'select person, role from log.present_member where stream = $1 and person = any ($2::uuid[])',
    [conversation, people],
  );
  return new Map(rows.map(({ person, role }) => [person, role]));
}

/**
 * Puts people in, again or for the first time. Who left by themselves has the role of before, unless it is to be OWNER; who
 * was removed starts again. The caller has locked the conversation and the people's streams, and appends the entries.
 * Errors: NOT_FOUND for somebody who was erased; FORBIDDEN with `userIds` for those who are banned.
 */
export async function addMembers(
  sql: Sql,
  { conversation, people, role }: { conversation: ConversationId; people: readonly UserId[]; role: MemberRole },
): Promise<void> {
  await requireNotBanned(sql, conversation, people);
  const added = await sql.query(
    `insert into log.stream_member as m (stream, person, tenant, role)
     select h.stream, p.person, h.tenant, $3 from log.stream_head h, unnest($2::uuid[]) p(person)
     where h.stream = $1 and not exists (select from log.stream_head own where own.stream = p.person and own.closed)
     on conflict (stream, person) do update set
       role = case when m.removed or excluded.role = 'OWNER' then excluded.role else m.role end,
       joined_at = now(), left_at = null, removed = false
     returning m.person`,
    [conversation, people, role],
  );
  if (added.length < people.length) throw notFound('User');
}

/** Changes what a present member may do. The caller has locked the conversation, and appends the entry. */
export async function setRole(
  sql: Sql,
  { conversation, person, role }: { conversation: ConversationId; person: UserId; role: MemberRole },
): Promise<void> {
  await sql.query('update log.stream_member set role = $3 where stream = $1 and person = $2 and left_at is null', [
    conversation,
    person,
    role,
  ]);
}

/** Takes a person out; who is removed can't come back by themselves. The caller has locked the conversation, and appends the entry. */
export async function endMember(
  sql: Sql,
  { conversation, person, removed = false }: { conversation: ConversationId; person: UserId; removed?: boolean },
): Promise<void> {
  await sql.query(
    'update log.stream_member set left_at = now(), removed = $3 where stream = $1 and person = $2 and left_at is null',
    [conversation, person, removed],
  );
}

/**
 * Takes a person out whom a sanction keeps out: after it they may join again, as a MEMBER. The caller has locked the
 * conversation, and appends the entry.
 */
export async function banMember(
  sql: Sql,
  { conversation, person }: { conversation: ConversationId; person: UserId },
): Promise<void> {
  await sql.query(
    `update log.stream_member set left_at = now(), role = 'MEMBER' where stream = $1 and person = $2 and left_at is null`,
    [conversation, person],
  );
}

/** Whether a person was removed, and has not been let in again. */
export async function wasRemoved(
  sql: Sql,
  { conversation, person }: { conversation: ConversationId; person: UserId },
): Promise<boolean> {
  const rows = await sql.query('select from log.stream_member where stream = $1 and person = $2 and removed', [
    conversation,
    person,
  ]);
  return rows.length > 0;
}
