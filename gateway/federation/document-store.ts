import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** Clients send few documents over and over. Parsed ones are some thirty times as large as their texts. */
const KEPT = 1_000;
const KEPT_CHARACTERS = 1_048_576;

/** Where Apollo keeps the documents that it has parsed and found valid, by the hash of their texts. */
export function createDocumentStore(metrics: Metrics): DocumentStore & { stop(): void } {
  const documents = new LRUCache<string, DocumentNode>({
    max: KEPT,
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ loc }) => Math.max(1, loc?.source.body.length ?? 0),
  });
  const cache = measureCache(metrics, { name: 'documents', entries: () => documents.size, maxEntries: KEPT });
  return {
    async get(hash) {
      const document = documents.get(hash);
      cache.looked(document !== undefined);
      return document;
    },
    async set(hash, document) {
      documents.set(hash, document);
    },
    async delete(hash) {
      return documents.delete(hash);
    },
    stop: cache.stop,
  };
}
