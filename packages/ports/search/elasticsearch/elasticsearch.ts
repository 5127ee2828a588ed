import type { Client } from '@elastic/elasticsearch';
import { latest } from '../latest';
import type { SearchIndex, SearchUpkeep } from '../search-index';
import { REQUEST_MS } from './client';
import { createGenerations } from './generations';
import { forget } from './forget';
import { indexNames } from './names';
import { kept, keptPages } from './kept';
import { rebuild } from './rebuild';
import { search } from './search';
import { putTemplate, SHAPE } from './template';
import { write } from './write';

interface IndexOptions {
  client: Client;
  /** In front of the names of its indices. */
  prefix: string;
  /** Milliseconds that a search may take at most. */
  searchMs?: number;
}

/**
 * The search index on Elasticsearch 9. The words of a message are made here, as for the index on PostgreSQL, and found as
 * they stand; an analyzer of its language finds other forms of them. Errors: UNAVAILABLE while it can't be reached, and
 * until it is made.
 */
export function elasticsearchIndex({
  client,
  prefix,
  searchMs = REQUEST_MS,
}: IndexOptions): SearchIndex & SearchUpkeep {
  const names = indexNames(prefix);
  const generations = createGenerations(client, names);
  return {
    async put(documents) {
      if (documents.length === 0) return;
      const documentsToWrite = latest(documents);
      // what is being made has it before what is read: whoever has seen it there will see it after the change
      for (const { index, read } of await generations.targets())
        await write(client, documentsToWrite, { index, visible: !read });
    },
    search: (query) => search(client, names.read, query),
    async isMade() {
      const live = await generations.live();
      return live !== undefined && live.shape >= SHAPE;
    },
    kept: (keys) => kept(client, names.read, keys),
    keptPages: () => keptPages(client, names.read),
    async rebuild(state) {
      await putTemplate(client, names);
      await rebuild({ client, generations, state, searchMs });
    },
    forget: (tenant) => forget(client, names.pattern, tenant),
    tidy: () => generations.collect(),
  };
}
