import { createHash } from 'node:crypto';
import { ParleyError } from '@parley/contracts/errors';
import type { Principal } from '@parley/contracts/principal';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { LRUCache } from 'lru-cache';

/** What a client sends for an operation, not looked at yet: its text, the text's SHA-256, or both. */
export interface AskedOperation {
  query?: unknown;
  /** As in the GraphQL over HTTP specification, appendix A. */
  documentId?: unknown;
  /** `persistedQuery: { version: 1, sha256Hash }`, as Apollo's clients send it. */
  extensions?: unknown;
}

/** Texts by their SHA-256, which clients may send instead of them; with or without the prefix `sha256:`. */
export interface PersistedOperations {
  /**
   * The text of what was asked; what is no text is left for the transport to refuse. A text that comes with its hash is
   * kept for a while, and from then on can be asked for by anybody but a bot.
   * Errors: PERSISTED_QUERY_REQUIRED for a bot that does not ask for an operation of the manifest by its hash alone;
   * PERSISTED_QUERY_NOT_FOUND for a hash whose text is not known, after which clients send the text (automatic persisted
   * queries); VALIDATION_FAILED.
   */
  textOf(asked: AskedOperation, principal: Principal): unknown;
  /** Its metrics are read no more. */
  stop(): void;
}

/** Texts kept for others, and the most characters that they may have together. */
const KEPT = 5_000;
const KEPT_CHARACTERS = 4_194_304;
const SHA256 = /^(?:sha256:)?([\da-f]{64})$/i;

/** `manifest`: by hash, the operations that were known when the clients were built. Errors: for a key that is no hash. */
export function createPersistedOperations(
  manifest: ReadonlyMap<string, string> | undefined,
  metrics: Metrics,
): PersistedOperations {
  const listed = new Map([...(manifest ?? [])].map(([key, text]) => [requireHash(key), text]));
  const registered = new LRUCache<string, string>({
    max: KEPT,
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (text) => text.length,
  });
  const cache = measureCache(metrics, {
    name: 'persisted_operations',
    entries: () => registered.size,
    maxEntries: KEPT,
  });

  function forBot({ query, ...asked }: AskedOperation): string {
    const hash = hashOf(givenIn(asked));
    const text = query || !hash ? undefined : listed.get(hash);
    if (text === undefined)
      throw refusal('PERSISTED_QUERY_REQUIRED', 'Bots run persisted operations, by their hash', 403);
    return text;
  }

  function register(hash: string, text: string): string {
    if (createHash('sha256').update(text).digest('hex') !== hash)
      throw refusal('VALIDATION_FAILED', 'The hash is not that of the query', 400);
    if (!listed.has(hash)) registered.set(hash, text);
    return text;
  }

  return {
    textOf(asked, principal) {
      if (principal.kind === 'viewer' && principal.bot) return forBot(asked);
      const given = givenIn(asked);
      if (given === undefined) return asked.query;
      const hash = requireHash(given);
      if (typeof asked.query === 'string' && asked.query !== '') return register(hash, asked.query);
      const text = listed.get(hash) ?? registered.get(hash);
      cache.looked(text !== undefined);
      if (text === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 200);
      return text;
    },
    stop: cache.stop,
  };
}

/** What was given as a hash, whatever it is. */
function givenIn({ documentId, extensions }: Omit<AskedOperation, 'query'>): unknown {
  if (typeof documentId === 'string') return documentId;
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } };
  if (!persistedQuery) return undefined;
  return persistedQuery.version === 1 ? (persistedQuery.sha256Hash ?? null) : null;
}

function hashOf(given: unknown): string | undefined {
  const [, hash] = (typeof given === 'string' && SHA256.exec(given)) || [];
  return hash?.toLowerCase();
}

function requireHash(given: unknown): string {
  const hash = hashOf(given);
  if (hash === undefined)
    throw refusal(
      'VALIDATION_FAILED',
      'A persisted operation is asked for by its SHA-256 in hexadecimal, version 1',
      400,
    );
  return hash;
}

/** `statusCode`: for an answer over HTTP. Apollo's clients expect 200 where a text is not known yet. */
const refusal = (code: ParleyError['code'], message: string, statusCode: number): ParleyError =>
  Object.assign(new ParleyError(code, message), { statusCode });
