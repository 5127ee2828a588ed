import type { Viewer } from '@parley/contracts/principal';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { aViewer } from '@parley/testing/viewers';
import fc from 'fast-check';
import { forgetAccount } from '../actions/erase-account';
import { seedAccounts, seedTenant } from '../seed';
import { createProfileCache, findProfiles, type ProfileCache } from './profiles';
import { saveLastActive } from './last-active';
import { ENTITIES } from './entities';

const NAMES = ['ann', 'bob', 'cleo', 'dan'];

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase({ entities: ENTITIES });
});
afterEach(() => fresh.close());

async function people(slug: string): Promise<Viewer[]> {
  const tenant = await seedTenant(fresh.database, { slug, signUp: 'open' });
  const accounts = NAMES.map((name) => ({ ...{ name, displayName: name }, bot: false, scopes: [] }));
  const ids = await seedAccounts(fresh.database, { id: tenant, slug, password: 'a long password' }, accounts);
  return [...ids.values()].map((user) => aViewer({ tenant, user }));
}

const cacheOf = (READ_CACHE_BYTES: number): ProfileCache => createProfileCache(undefined, { READ_CACHE_BYTES });

it('shows in each process who people are now, whatever changed in another since it was read', async () => {
  const { database: sql } = fresh;
  const here = await people('here');
  const [stranger] = await people('elsewhere');
  const reader = here[0]!;
  const ids = [...here, stranger!, aViewer()].map(({ user }) => user);
  const start = [() => cacheOf(1_000_000), () => cacheOf(3_000)] as const;
  const caches = start.map((one) => one());
  const uncached = cacheOf(0);
  const person = (n: number) => here[n % here.length]!;
  const did: Record<string, (n: number) => Promise<unknown>> = {
    rename: (n) =>
      sql.query(`update users.account set display_name = display_name || 'x' where id = $1`, [person(n).user]),
    'change nothing': (n) => sql.query('update users.account set bio = bio where id = $1', [person(n).user]),
    'be active': (n) => saveLastActive(sql, [person(n).user], new Date(Date.now() + n * 60_000)),
    erase: (n) => forgetAccount(sql, person(n)),
    restart: async (n) => (caches[n % 2] = start[n % 2]!()),
  };
  const step = fc.record({ what: fc.constantFrom('read', 'read', ...Object.keys(did)), n: fc.nat(11) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      for (const { what, n } of [...steps, { what: 'read', n: 0 }, { what: 'read', n: 1 }]) {
        if (what !== 'read') await did[what]!(n);
        else {
          const read = (cache: ProfileCache) => findProfiles({ sql, cache }, aViewer(reader), ids);
          const shown = await read(caches[n % 2]!);
          expect(shown).toEqual(await read(uncached));
          expect(shown.map((user) => user?.id ?? null)).toEqual([...here.map(({ user }) => user), null, null]);
        }
      }
    }),
    { numRuns: 40 },
  );
});
