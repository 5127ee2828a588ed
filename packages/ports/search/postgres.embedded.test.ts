import { freshDatabase } from '@parley/testing/database';
import { describeSearchIndex } from './conformance';
import { postgresSearchIndex } from './postgres';

describeSearchIndex('PostgreSQL', async () => {
  const { database, close } = await freshDatabase();
  return { index: postgresSearchIndex({ database }), close };
});
