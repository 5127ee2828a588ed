import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import { v7 as newId } from 'uuid';
import { createAccount } from './actions/create-account';
import { createPasswords } from './domain/passwords';

/** What everybody that `seedPeople` makes signs in with. For development only. */
export const DEVELOPMENT_PASSWORD = 'parley-demo';

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

/** The people of a seeded tenant; `ada` signs in as `ada@TENANT.example`. */
export const DEVELOPMENT_PEOPLE = [
  {
    name: 'ada',
    displayName: 'Ada Lindqvist',
    locale: 'sv-SE',
    timeZone: 'Europe/Stockholm',
    bio: 'Drift och databaser. Kaffe före möten.',
  },
  {
    name: 'mateo',
    displayName: 'Mateo Núñez Ibáñez',
    locale: 'es-AR',
    timeZone: 'America/Argentina/Buenos_Aires',
    bio: 'Diseño de producto.',
  },
  { name: 'yuki', displayName: '田中 由紀', locale: 'ja-JP', timeZone: 'Asia/Tokyo', bio: 'モバイルアプリ担当です。' },
  { name: 'layla', displayName: 'ليلى حدّاد', locale: 'ar-LB', timeZone: 'Asia/Beirut', bio: 'مهندسة برمجيات' },
  { name: 'priya', displayName: 'प्रिया शर्मा', locale: 'hi-IN', timeZone: 'Asia/Kolkata', bio: null },
  {
    name: 'olena',
    displayName: 'Олена Коваленко',
    locale: 'uk-UA',
    timeZone: 'Europe/Kyiv',
    bio: 'Пишу документацію.',
  },
  {
    name: 'juerg',
    displayName: 'Jürg Bächtold',
    locale: 'de-CH',
    timeZone: 'Europe/Zurich',
    bio: 'Sicherheit & Betrieb\nMo–Do',
  },
  {
    name: 'zoe',
    displayName: 'Zoë O’Brien-Nwosu',
    locale: 'en-IE',
    timeZone: 'Europe/Dublin',
    bio: 'Support lead. Ask me anything.',
  },
  { name: 'minjun', displayName: '김민준', locale: 'ko-KR', timeZone: 'Asia/Seoul', bio: null },
  { name: 'wei', displayName: '陈伟', locale: 'zh-CN', timeZone: 'Asia/Shanghai', bio: '后端工程师' },
] as const;

/** Who else uses the graph: partners read its schema, bots run persisted operations and nothing else. */
const INTEGRATIONS = [
  { name: 'partner', displayName: 'Partner Desk', scopes: ['schema:read'], bot: false },
  { name: 'bot', displayName: 'Demo Bot', scopes: [], bot: true },
];

interface SeededTenant {
  id: TenantId;
  slug: string;
}

/** Ten people of a tenant, `ada@TENANT.example` and so on, by first name; those who are there already stay as they are. */
export const seedPeople = (database: Database, tenant: SeededTenant): Promise<ReadonlyMap<string, UserId>> =>
  seedAccounts(database, tenant, DEVELOPMENT_PEOPLE);

/** `partner@TENANT.example` and `bot@TENANT.example`, by name. */
export const seedIntegrations = (database: Database, tenant: SeededTenant): Promise<ReadonlyMap<string, UserId>> =>
  seedAccounts(database, tenant, INTEGRATIONS);

type SeededAccount = { name: string } & Omit<Parameters<typeof createAccount>[1], 'tenant' | 'email' | 'passwordHash'>;

async function seedAccounts(
  database: Database,
  tenant: SeededTenant,
  accounts: readonly SeededAccount[],
): Promise<ReadonlyMap<string, UserId>> {
  const emailOf = (name: string) => `${name}@${tenant.slug}.example`;
  const emails = accounts.map(({ name }) => emailOf(name));
  const present = await idsByEmail(database, tenant.id, emails);
  const missing = accounts.filter(({ name }) => !present.has(emailOf(name)));
  if (missing.length > 0) {
    const passwordHash = await createPasswords().hash(DEVELOPMENT_PASSWORD);
    await database.transaction(async (tx) => {
      for (const { name, ...account } of missing)
        await createAccount(tx, { ...account, tenant: tenant.id, email: emailOf(name), passwordHash });
    });
  }
  const ids = await idsByEmail(database, tenant.id, emails);
  return new Map(accounts.map(({ name }) => [name, ids.get(emailOf(name))!]));
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
