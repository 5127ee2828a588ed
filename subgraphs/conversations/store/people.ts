import { notFound } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { maySee } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';

/**
 * Errors: NOT_FOUND unless all of them are people of the tenant whom the viewer sees.
 */
export async function requirePeople(sql: Sql, { tenant, user }: Viewer, people: readonly UserId[]): Promise<void> {
  if (people.length === 0) return;
  const [found] = await sql.query<{ count: number }>(
    `select count(*) from unnest($1::uuid[]) p(person)
     where conversations.is_person($2, p.person) and ${maySee('$3', 'p.person')}`,
    [people, tenant, user],
  );
  if (found!.count !== new Set(people).size) throw notFound('User');
}

/** Whether the viewer may create channels, as users says. */
export async function mayCreateChannels(sql: Sql, { user }: Viewer): Promise<boolean> {
  const [row] = await sql.query<{ may: boolean }>('select users.may_create_channels($1) as may', [user]);
  return row!.may;
}
