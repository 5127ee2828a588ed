import type { EndedSessions, Look } from '@parley/identity/revocations';
import type { Sql } from '@parley/database/sql';

/** One row at least, which says when it was read. `least` passes over null. */
export const READ_ENDED = `select now() as "readAt", s.id as session, s.ended_at as "endedAt"
  from (values (0)) one left join users.session s
    on s.ended_at > least($1::timestamptz, now()) - make_interval(secs => $2)`;

type Row = { readAt: Date } & (EndedSessions['sessions'][number] | { session: null; endedAt: null });

/** Sessions whose end is committed. */
export async function readEndedSessions(sql: Sql, { withinMs, before }: Look): Promise<EndedSessions> {
  const rows = await sql.query<Row>(READ_ENDED, [before ?? null, withinMs / 1_000]);
  const sessions = rows.flatMap(({ session, endedAt }) => (session === null ? [] : { session, endedAt }));
  return { readAt: rows[0]!.readAt, sessions };
}
