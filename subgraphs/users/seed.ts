import type { TenantId, UserId } from '@parley/contracts/ids';
import type { SeededAccount, SeededTenant } from '@parley/subgraph/accounts';
import type { Database } from '@parley/database/database';
import { v7 as newId } from 'uuid';
import { createAccount } from './actions/create-account';
import { createPasswords } from './domain/passwords';

/** The tenant of this name, made unless there is one; who may sign up is set either way. */
export async function seedTenant(
  database: Database,
  { slug, signUp }: { slug: string; signUp: 'open' | 'closed' },
): Promise<TenantId> {
  const [tenant] = await database.query<{ id: TenantId }>(
    `insert into users.tenant (id, slug, sign_up, created_at) values ($1, $2, $3, now())
     on conflict (slug) do update set sign_up = excluded.sign_up returning id`,
    [newId(), slug, signUp],
  );
  return tenant!.id;
}

/** See `Accounts`. */
export async function seedAccounts(
  database: Database,
  tenant: SeededTenant,
  accounts: readonly SeededAccount[],
): Promise<ReadonlyMap<string, UserId>> {
  const emailOf = (name: string) => `${name}@${tenant.slug}.example`;
  const emails = accounts.map(({ name }) => emailOf(name));
  const present = await idsByEmail(database, tenant.id, emails);
  const missing = accounts.filter(({ name }) => !present.has(emailOf(name)));
  if (missing.length > 0) {
    const passwordHash = await hashOnce(tenant.password);
    await database.transaction(async (tx) => {
      for (const { name, ...account } of missing)
        await createAccount(tx, { ...account, tenant: tenant.id, email: emailOf(name), passwordHash });
    });
  }
  const ids = await idsByEmail(database, tenant.id, emails);
  return new Map(accounts.map(({ name }) => [name, ids.get(emailOf(name))!]));
}

async function hashOnce(password: string): Promise<string> {
  const passwords = createPasswords();
  try {
    return await passwords.hash(password);
  } finally {
    await passwords.close();
  }
}

async function idsByEmail(
  database: Database,
  tenant: TenantId,
  emails: readonly string[],
): Promise<Map<string, UserId>> {
  const rows = await database.query<{ id: UserId; email: string }>(
    'select id, email from users.account where tenant = $1 and email = any ($2::text[])',
    [tenant, emails],
  );
  return new Map(rows.map(({ id, email }) => [email, id]));
}
