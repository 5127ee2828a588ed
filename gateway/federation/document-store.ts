import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type ApolloDocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

export interface DocumentStore extends ApolloDocumentStore {
  /** What was parsed from this text, and found valid. */
  ofText(text: string): DocumentNode | undefined;
  stop(): void;
}

/** Clients send few documents over and over. Parsed ones are some thirty times as large as their texts. */
const KEPT = 1_000;
const KEPT_CHARACTERS = 1_048_576;

/** Where Apollo keeps the documents that it has parsed and found valid, by the hash of their texts. */
export function createDocumentStore(metrics: Metrics): DocumentStore {
  const hashes = new Map<string, string>();
  const documents = new LRUCache<string, DocumentNode>({
    max: KEPT,
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (document) => Math.max(1, textOf(document).length),
    dispose: (document) => hashes.delete(textOf(document)),
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
      if (documents.has(hash)) hashes.set(textOf(document), hash);
    },
    ofText(text) {
      const hash = hashes.get(text);
      const document = hash === undefined ? undefined : documents.get(hash);
      cache.looked(document !== undefined);
      return document;
    },
    async delete(hash) {
      return documents.delete(hash);
    },
    stop: cache.stop,
  };
}

const textOf = ({ loc }: DocumentNode): string => loc?.source.body ?? '';
