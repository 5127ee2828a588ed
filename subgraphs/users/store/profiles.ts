import type { UserId } from '@parley/contracts/ids';
import { tenantOf, type Principal } from '@parley/contracts/principal';
import { maySee } from '@parley/log/members';
import type { Prepared, Sql } from '@parley/database/sql';
import { createVersionedCache, type Known, type VersionedCache } from '@parley/database/versioned-cache';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Settings } from '@parley/runtime/settings';
import { USER_COLUMNS, type UserRow } from './accounts';

/** A user as of one version of their row. */
interface Profile {
  version: string;
  user: UserRow;
}

export type ProfileCache = VersionedCache<Profile>;

/** For all requests of a process. */
export const createProfileCache = (
  metrics: Metrics = createMetrics(),
  { READ_CACHE_BYTES: maxBytes }: Pick<Settings, 'READ_CACHE_BYTES'> = { READ_CACHE_BYTES: 1_048_576 },
): ProfileCache => createVersionedCache({ name: 'profiles', maxBytes, metrics });

/** PostgreSQL gives a row another `xmin` with each change. The content is left out where the row has the one that is known. */
const READ: Prepared = {
  name: 'users.profiles',
  text: `select k.place, a.xmin::text as version, case when a.xmin::text is distinct from k.version then
      (select row_to_json(profile)::text from (select ${USER_COLUMNS}) profile) end as content
    from unnest($2::uuid[], $3::text[]) with ordinality k(id, version, place)
    join users.account a on a.id = k.id and a.tenant = $1 and ${maySee('$4', 'a.id')}`,
};

interface ReadRow {
  place: number;
  version: string;
  content: string | null;
}

/** Users whom the principal may see, in the order of the ids, null where there is none. Errors: UNAUTHENTICATED. */
export async function findProfiles(
  { sql, cache }: { sql: Sql; cache: ProfileCache },
  principal: Principal,
  ids: readonly UserId[],
): Promise<(UserRow | null)[]> {
  const tenant = tenantOf(principal);
  const viewer = principal.kind === 'viewer' ? principal.user : null;
  const keys = ids.map((id) => `${tenant} ${id}`);
  const known = keys.map((key) => cache.get(key));
  const found = await sql.query<ReadRow>(READ, [tenant, ids, known.map((one) => one?.value.version ?? null), viewer]);
  const users = new Array<UserRow | null>(ids.length).fill(null);
  for (const { place, version, content } of found) {
    const read = content === null ? undefined : parseProfile(content, version);
    users[place - 1] = cache.settle(keys[place - 1]!, known[place - 1], read).user;
  }
  return users;
}

/** Parsed, a profile takes about four times the memory of its text. */
function parseProfile(content: string, version: string): Known<Profile> {
  const row = JSON.parse(content) as UserRow & { createdAt: string; lastActiveAt: string | null };
  const user: UserRow = {
    ...row,
    createdAt: new Date(row.createdAt),
    lastActiveAt: row.lastActiveAt === null ? null : new Date(row.lastActiveAt),
  };
  return { value: { version, user }, bytes: 4 * content.length };
}
