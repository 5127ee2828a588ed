import { compareIndex } from '@parley/ports/search/compare';
import type { SearchUpkeep } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import type { ReadModel } from '@parley/database/read-model';
import { messageState } from '../store/documents';
import { rebuildIndex } from './rebuild-index';

interface Parts {
  database: Database;
  index: SearchUpkeep;
  /** Milliseconds that the indexer may be behind. */
  settleMs?: number;
}

/** The search index as a read model of the messages. */
export const searchModel = ({ database, index, settleMs = 3_000 }: Parts): ReadModel => ({
  name: 'search',
  meaning: 'the search index, wherever it is',
  async *verify() {
    if (!(await index.isMade())) {
      yield 'the index is not made';
      return;
    }
    for (const { key, fault } of await compareIndex(index, messageState(database), { settleMs }))
      yield `${key.conversation}: message ${key.id} in the index is ${fault}`;
  },
  rebuild: () => rebuildIndex({ database, index }),
});
