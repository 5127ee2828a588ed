import { notFound } from '@parley/contracts/errors';
import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/**
 * Everybody has a stream from sign-up on: it is what proves that an id is a person's of this tenant.
 * Other streams are conversations and the tenant itself. Errors: NOT_FOUND unless all of them are.
 */
export async function requirePeople(sql: Sql, tenant: TenantId, people: readonly UserId[]): Promise<void> {
  if (people.length === 0) return;
  const [found] = await sql.query<{ count: number }>(
    `select count(*) from log.stream_head h
     where h.stream = any ($1::uuid[]) and h.tenant = $2 and h.stream <> $2
       and not exists (select from conversations.conversation c where c.id = h.stream)`,
    [people, tenant],
  );
  if (found!.count !== new Set(people).size) throw notFound('User');
}
