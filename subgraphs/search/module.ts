import type { SearchIndex, SearchUpkeep } from '@parley/ports/search/search-index';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import type { Databases } from '@parley/database/database';
import { sqlOf } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { buildSearchSchema } from './schema/schema';
import { createSearchSubgraph } from './subgraph';
import { nameFollower } from './workers/follow-names';
import { indexKeeper } from './workers/index-keeper';
import { messageIndexer } from './workers/message-indexer';
import { searchModel } from './workers/search-model';

interface Needs {
  database: Databases;
  index: SearchIndex & SearchUpkeep;
  logger: Logger;
  metrics: Metrics;
}

/** Search over what the viewer may read. */
export const search: SubgraphModule<Needs> = {
  name: 'search',
  schema: buildSearchSchema,
  sql: sqlOf('@parley/search'),
  consumers: { search: ({ database, ...needs }: Needs) => messageIndexer({ ...needs, database: database.system }) },
  readModels: (stores) => [searchModel(stores)],
  eraseTenant: async ({ index }, tenant) => ({ 'index documents': await index.forget(tenant) }),
  open: ({ database, index, logger, metrics }) => ({
    subgraph: () => createSearchSubgraph({ database, index }),
    workers: () => [
      indexKeeper({ database: database.system, index, logger, metrics }),
      nameFollower({ database: database.system, index, logger, metrics }),
    ],
  }),
};
