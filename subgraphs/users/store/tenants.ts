import type { TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/** The tenant of this name, if it lets people sign up by themselves. */
export async function findOpenTenant(sql: Sql, slug: string): Promise<TenantId | undefined> {
  const [tenant] = await sql.query<{ id: TenantId }>(
    `select id from users.tenant where slug = $1 and sign_up = 'open'`,
    [slug],
  );
  return tenant?.id;
}
