import { notFound } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { maySee } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';

/**
 * Everybody has a stream from sign-up on: it is what proves that an id is a person's of this tenant.
 * Other streams are conversations and the tenant itself. Errors: NOT_FOUND unless all of them are, and the viewer sees them.
 */
export async function requirePeople(sql: Sql, { tenant, user }: Viewer, people: readonly UserId[]): Promise<void> {
  if (people.length === 0) return;
  const [found] = await sql.query<{ count: number }>(
    `select count(*) from log.stream_head h
     where h.stream = any ($1::uuid[]) and h.tenant = $2 and h.stream <> $2 and ${maySee('$3', 'h.stream')}
       and not exists (select from conversations.conversation c where c.id = h.stream)`,
    [people, tenant, user],
  );
  if (found!.count !== new Set(people).size) throw notFound('User');
}

/** Whether the viewer may create channels, as users says. */
export async function mayCreateChannels(sql: Sql, { user }: Viewer): Promise<boolean> {
  const [row] = await sql.query<{ may: boolean }>('select users.may_create_channels($1) as may', [user]);
  return row!.may;
}
