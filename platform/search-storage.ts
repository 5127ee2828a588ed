import { connectElasticsearch } from '@parley/ports/search/elasticsearch/client';
import { elasticsearchIndex } from '@parley/ports/search/elasticsearch/elasticsearch';
import { measuredIndex } from '@parley/ports/search/measured';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import type { SearchIndex, SearchUpkeep } from '@parley/ports/search/search-index';
import type { Databases } from '@parley/database/database';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';

/** The search index, in the database or in Elasticsearch. */
export interface SearchStorage {
  readonly index: SearchIndex & SearchUpkeep;
  /** State of the index for `/readyz`, if it is not in the database. */
  readonly readiness: readonly Readiness[];
  close(): Promise<void>;
}

interface Parts {
  settings: Settings;
  database: Databases;
  metrics: Metrics;
}

/** The index in the Elasticsearch of the settings, to which it connects later, or in the database. */
export function openSearchStorage({ settings, database, metrics }: Parts): SearchStorage {
  if (settings.ELASTICSEARCH_URL.length === 0) {
    const index = measuredIndex(postgresSearchIndex({ database }), metrics);
    return { index, readiness: [], close: async () => undefined };
  }
  const { ELASTICSEARCH_URL: urls, ELASTICSEARCH_API_KEY: apiKey, ELASTICSEARCH_PREFIX: prefix } = settings;
  const client = connectElasticsearch({ urls, apiKey });
  const index = measuredIndex(elasticsearchIndex({ client, prefix }), metrics);
  const check = async () => ((await index.isMade()) ? 'on Elasticsearch' : 'on Elasticsearch; it is being made');
  return {
    index,
    // everything but search works without it
    readiness: [{ name: 'search index', check, optional: true }],
    close: () => client.close(),
  };
}
