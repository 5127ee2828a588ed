import type { Client } from '@elastic/elasticsearch';
import { latest } from '../latest';
import type { SearchIndex } from '../search-index';
import { createGenerations } from './generations';
import { indexNames } from './names';
import { search } from './search';
import { write } from './write';

interface IndexOptions {
  client: Client;
  /** In front of the names of its indices. */
  prefix: string;
}

/**
 * The search index on Elasticsearch 9. The words of a message are made here, as for the index on PostgreSQL, and found as
 * they stand; an analyzer of its language finds other forms of them. Errors: UNAVAILABLE while it can't be reached, and
 * until it is made.
 */
export function elasticsearchIndex({ client, prefix }: IndexOptions): SearchIndex {
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
  };
}
