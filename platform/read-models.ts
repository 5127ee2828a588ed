import { readModels as ofConversations } from '@parley/conversations/store/read-models';
import { readModels as ofMessages } from '@parley/messages/store/read-models';
import type { SearchUpkeep } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import type { ReadModel } from '@parley/database/read-model';
import { searchModel } from '@parley/search/workers/search-model';

/** Whatever is derived, in the order in which to make it again: what others go by comes first. */
export const readModels = (database: Database, index: SearchUpkeep): readonly ReadModel[] => [
  ...ofMessages(database),
  ...ofConversations(database),
  searchModel({ database, index }),
];

/** Those of these names, all for none. Errors: one line, for a name that is none. */
export function modelsOf(all: readonly ReadModel[], names: readonly string[]): ReadModel[] {
  const unknown = names.find((name) => !all.some((model) => model.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no read model ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}
