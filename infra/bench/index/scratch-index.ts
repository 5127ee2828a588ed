import { randomUUID } from 'node:crypto';
import type { Client } from '@elastic/elasticsearch';
import type { MessageState, SearchIndex, SearchUpkeep } from '@parley/ports/search/search-index';
import { connectElasticsearch } from '@parley/ports/search/elasticsearch/client';
import { elasticsearchIndex } from '@parley/ports/search/elasticsearch/elasticsearch';
import { indexNames, type IndexNames } from '@parley/ports/search/elasticsearch/names';

export interface ScratchIndex {
  readonly client: Client;
  readonly names: IndexNames;
  readonly index: SearchIndex & SearchUpkeep;
}

const NOTHING: MessageState = {
  async *pages() {
    // there are none
  },
  read: async () => [],
};

/** Creates an empty index on the Elasticsearch at ELASTICSEARCH_URL, and removes it after the work. */
export async function withScratchIndex<T>(work: (scratch: ScratchIndex) => Promise<T>): Promise<T> {
  const url = process.env['ELASTICSEARCH_URL'];
  if (!url) throw new Error('Set ELASTICSEARCH_URL: eval "$(npm run --silent services -- up elasticsearch)"');
  const client = connectElasticsearch({ urls: [url] });
  const prefix = `bench-${randomUUID()}`;
  const names = indexNames(prefix);
  const index = elasticsearchIndex({ client, prefix });
  try {
    await index.rebuild(NOTHING);
    return await work({ client, names, index });
  } finally {
    const all = Object.keys(await client.indices.get({ index: names.pattern }));
    if (all.length > 0) await client.indices.delete({ index: all });
    await client.indices.deleteIndexTemplate({ name: names.template }, { ignore: [404] });
    await client.close();
  }
}
