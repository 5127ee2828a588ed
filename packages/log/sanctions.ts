import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';

export const SANCTION_KINDS = ['MUTED', 'BANNED'] as const;
export type SanctionKind = (typeof SANCTION_KINDS)[number];

/** One in force: it has not been lifted, and `until` has not passed. */
export interface Sanction {
  id: string;
  conversation: ConversationId;
  person: UserId;
  kind: SanctionKind;
  reason: string | null;
  until: Date | null;
  imposedBy: UserId | null;
  at: Date;
}

const COLUMNS = `s.id, s.stream as conversation, s.person, s.kind, s.reason, s.until, s.imposed_by as "imposedBy", s.at`;

/** Puts a sanction in force, instead of one of the same kind. The caller has locked the conversation, and appends the entry. */
export async function impose(sql: Sql, sanction: Omit<Sanction, 'at'>): Promise<Sanction> {
  const { id, conversation, person, kind, reason, until, imposedBy } = sanction;
  const [imposed] = await sql.query<Sanction>(
    `insert into log.sanction as s (stream, person, kind, id, tenant, reason, until, imposed_by)
     select h.stream, $2, $3, $4, h.tenant, $5, $6, $7 from log.stream_head h where h.stream = $1
     on conflict (stream, person, kind) do update set
       id = excluded.id, reason = excluded.reason, until = excluded.until, imposed_by = excluded.imposed_by, at = now()
     returning ${COLUMNS}`,
    [conversation, person, kind, id, reason, until, imposedBy],
  );
  return imposed!;
}

/** Ends a sanction. False if it was not in force any more. The caller has locked the conversation, and appends the entry. */
export async function lift(sql: Sql, { id, conversation }: Pick<Sanction, 'id' | 'conversation'>): Promise<boolean> {
  const lifted = await sql.query(
    `delete from log.sanction where id = $1 and stream = $2 returning until is null or until > clock_timestamp() as active`,
    [id, conversation],
  );
  return (lifted[0] as { active: boolean } | undefined)?.active ?? false;
}

export async function findSanction(sql: Sql, id: string): Promise<Sanction | undefined> {
  const [found] = await sql.query<Sanction>(`select ${COLUMNS} from log.active_sanction s where s.id = $1`, [id]);
  return found;
}

/** The one in force of this kind. */
export async function findSanctionOf(
  sql: Sql,
  { conversation, person, kind }: Pick<Sanction, 'conversation' | 'person' | 'kind'>,
): Promise<Sanction | undefined> {
  const [found] = await sql.query<Sanction>(
    `select ${COLUMNS} from log.active_sanction s where s.stream = $1 and s.person = $2 and s.kind = $3`,
    [conversation, person, kind],
  );
  return found;
}

interface SanctionPage {
  conversation: ConversationId;
  first: number;
  /** The cursor: person and kind of the last one before. */
  after?: [UserId, SanctionKind];
}

/** Those in force in a conversation, by person: one more than `first`, if there are more. */
export const listSanctions = (sql: Sql, { conversation, first, after }: SanctionPage): Promise<Sanction[]> =>
  sql.query<Sanction>(
    `select ${COLUMNS} from log.active_sanction s
     where s.stream = $1 and ($2::uuid is null or (s.person, s.kind) > ($2::uuid, $3)) order by s.person, s.kind limit $4`,
    [conversation, after?.[0] ?? null, after?.[1] ?? null, first + 1],
  );

/** Those in force against one person in any of these conversations. */
export const sanctionsAgainst = (
  sql: Sql,
  person: UserId,
  conversations: readonly ConversationId[],
): Promise<Sanction[]> =>
  sql.query<Sanction>(
    `select ${COLUMNS} from log.active_sanction s where s.person = $1 and s.stream = any ($2::uuid[]) order by s.kind`,
    [person, conversations],
  );

/** Inside a transaction that has locked the conversation it holds until the commit. Errors: FORBIDDEN, with the `userIds` of those who are banned. */
export async function requireNotBanned(
  sql: Sql,
  conversation: ConversationId,
  people: readonly UserId[],
): Promise<void> {
  const banned = await sql.query<{ person: UserId }>(
    `select person from log.active_sanction where stream = $1 and person = any ($2::uuid[]) and kind = 'BANNED' order by person`,
    [conversation, people],
  );
  if (banned.length === 0) return;
  const userIds = banned.map(({ person }) => person);
  throw new ParleyError('FORBIDDEN', `Banned from this conversation: ${userIds.join(', ')}`, { details: { userIds } });
}

/** Errors: FORBIDDEN for a member who is muted. */
export async function requireNotMuted(
  sql: Sql,
  { conversation, viewer }: { conversation: ConversationId; viewer: Viewer },
): Promise<void> {
  const muted = await sql.query(
    `select from log.active_sanction where stream = $1 and person = $2 and kind = 'MUTED'`,
    [conversation, viewer.user],
  );
  if (muted.length > 0) throw memberIsMuted();
}

export const memberIsMuted = (): ParleyError => forbidden('You are muted in this conversation');

/** Deletes the sanctions against a person, and their name from those that they imposed. Returns how many there were against them. */
export async function forgetSanctions(sql: Sql, person: UserId): Promise<number> {
  await sql.query('update log.sanction set imposed_by = null where imposed_by = $1', [person]);
  const deleted = await sql.query('delete from log.sanction where person = $1 returning 1 as one', [person]);
  return deleted.length;
}

/** Seconds between two messages of one member, by conversation; 0 for none. */
export async function slowModes(
  sql: Sql,
  conversations: readonly ConversationId[],
): Promise<Map<ConversationId, number>> {
  const rows = await sql.query<{ stream: ConversationId; seconds: number }>(
    'select stream, slow_mode_seconds as seconds from log.stream_head where stream = any ($1::uuid[])',
    [conversations],
  );
  return new Map(rows.map(({ stream, seconds }) => [stream, seconds]));
}

/** The caller has locked the conversation, and appends the entry. */
export async function setSlowModeOf(sql: Sql, conversation: ConversationId, seconds: number): Promise<void> {
  await sql.query('update log.stream_head set slow_mode_seconds = $2 where stream = $1', [conversation, seconds]);
}
