import { migrate, migrationsOf } from '@parley/runtime/database/migrate';
import { freshDatabase } from '@parley/testing/database';
import pino from 'pino';
import { MIGRATED } from './migrations';

it('wait for each other where several processes start at once', async () => {
  const fresh = await freshDatabase();
  const log = pino({ level: 'silent' });
  const folders = MIGRATED.map(migrationsOf);
  const all = Array.from({ length: 8 }, () => migrate(fresh.url, folders, log));
  await expect(Promise.all(all)).resolves.toHaveLength(8);
  await fresh.close();
});
