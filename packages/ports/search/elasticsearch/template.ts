import type { Client, estypes } from '@elastic/elasticsearch';
import { ANALYSIS, ANALYZED, analyzerOf, TERMS_ANALYZER } from './analysis';
import { reached } from './client';
import type { IndexNames } from './names';

/** Raised with every change of what is below, of `terms.ts`, or of what a document's text is made of: what was made before it is made again. */
export const SHAPE = 2;

/**
 * A message's relevance is its own: how often it says a word, and how long it is. Nothing that others say counts, so that
 * a score is the same on each shard and replica, on each page, and tells nobody what other tenants write.
 */
const SIMILARITY = 'return query.boost * Math.sqrt(doc.freq) / (1 + Math.log(Math.max(1, doc.length)));';

const settings = (): estypes.IndicesIndexSettings => ({
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  // said, so that an index that nobody searches for a while goes on making visible what comes
  refresh_interval: '1s',
  // conversations that one person may read
  max_terms_count: 1_000_000,
  similarity: { own: { type: 'scripted', script: { source: SIMILARITY } } },
  analysis: ANALYSIS,
});

const keyword: estypes.MappingProperty = { type: 'keyword' };

const mappings = (): estypes.MappingTypeMapping => ({
  _meta: { shape: SHAPE },
  dynamic: false,
  // made of the text
  _source: { excludes: ['terms'] },
  properties: {
    tenant: keyword,
    conversation: keyword,
    id: keyword,
    author: keyword,
    mentions: keyword,
    language: keyword,
    hasAttachment: { type: 'boolean' },
    createdAt: { type: 'date' },
    version: { type: 'long', index: false },
    terms: { type: 'text', analyzer: TERMS_ANALYZER, similarity: 'own', index_prefixes: {} },
    // in the one of its language; in `other` where that has no analyzer
    text: {
      dynamic: false,
      properties: {
        other: { type: 'text', index: false },
        ...Object.fromEntries(
          ANALYZED.map((language) => [
            language,
            { type: 'text', analyzer: analyzerOf(language), similarity: 'own' } satisfies estypes.MappingProperty,
          ]),
        ),
      },
    },
  },
});

/** Says what each index of messages is like. A write to one that is not there makes none. */
export async function putTemplate(client: Client, names: IndexNames): Promise<void> {
  await reached(
    client.indices.putIndexTemplate({
      name: names.template,
      index_patterns: [names.pattern],
      priority: 500,
      allow_auto_create: false,
      template: { settings: settings(), mappings: mappings() },
    }),
  );
}
