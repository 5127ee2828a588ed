import { createHash } from 'node:crypto';
import { ParleyError } from '@parley/contracts/errors';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { networkOf } from '@parley/runtime/network';
import type { RequestContext } from '@parley/runtime/request';
import type { BotOperations } from './bot-operations';
import { createRegisteredOperations } from './registered-operations';

/** Which operation a request is for, not validated yet: its text, its SHA-256, or both. */
export interface OperationRequest {
  query?: unknown;
  /** As in the GraphQL over HTTP specification, appendix A. */
  documentId?: unknown;
  /** `persistedQuery: { version: 1, sha256Hash }`, as Apollo's clients send it. */
  extensions?: unknown;
}

/** Who sends an operation, and from where. */
export type OperationCaller = Pick<RequestContext, 'principal' | 'address'>;

/** Texts by their SHA-256, which clients may send instead of them; with or without the prefix `sha256:`. */
export interface PersistedOperations {
  /** Resolves once `textOf` can be called for the principal; undefined if it can already. Errors: UNAVAILABLE. */
  ready(principal: Principal): Promise<void> | undefined;
  /**
   * The text of the operation. A value that is no string passes, and the transport refuses it. A text that comes with its
   * hash is cached: from then on, anybody but a bot may send the hash alone. Nobody's texts evict those of others before their own.
   * A bot that signs in by a key runs the operations that were published for it, other bots those of the manifest.
   * Errors: PERSISTED_QUERY_REQUIRED if a bot sends anything but the hash of one of these operations;
   * PERSISTED_QUERY_NOT_FOUND for an unknown hash, after which clients send the text (automatic persisted queries);
   * VALIDATION_FAILED.
   */
  textOf(operation: OperationRequest, caller: OperationCaller): unknown;
  /** Stops reading its metrics. */
  stop(): void;
}

/** Limits of the cache: texts, and their characters altogether. */
const MAX_CACHED = 5_000;
const MAX_CACHED_CHARACTERS = 4_194_304;
/** The same of one person, or of one network of those who are not signed in. */
const OF_ONE = { max: 200, maxCharacters: 1_048_576 };
const SHA256 = /^(?:sha256:)?([\da-f]{64})$/i;

/** `manifest`: operations by hash, known since the clients were built. Errors: for a key that is no hash. */
export function createPersistedOperations(
  manifest: ReadonlyMap<string, string> | undefined,
  metrics: Metrics,
  botOperations?: BotOperations,
): PersistedOperations {
  const listed = new Map([...(manifest ?? [])].map(([key, text]) => [requireHash(key), text]));
  const registered = createRegisteredOperations({
    max: MAX_CACHED,
    maxCharacters: MAX_CACHED_CHARACTERS,
    ofOne: OF_ONE,
  });
  const cache = measureCache(metrics, {
    name: 'persisted_operations',
    entries: () => registered.size,
    maxEntries: MAX_CACHED,
  });

  const textForBot = (bot: Viewer, hash: string): string | undefined =>
    bot.key === undefined ? listed.get(hash) : botOperations?.textOf(bot, hash);

  function forBot({ query, ...reference }: OperationRequest, bot: Viewer): string {
    const hash = hashOf(givenIn(reference));
    const text = query || !hash ? undefined : textForBot(bot, hash);
    if (text === undefined)
      throw refusal('PERSISTED_QUERY_REQUIRED', 'Bots run persisted operations, by their hash', 403);
    return text;
  }

  function register(hash: string, text: string, caller: OperationCaller): string {
    if (createHash('sha256').update(text).digest('hex') !== hash)
      throw refusal('VALIDATION_FAILED', 'The hash is not that of the query', 400);
    if (!listed.has(hash)) registered.set(hash, text, registrantOf(caller));
    return text;
  }

  return {
    ready(principal) {
      const usesKey = principal.kind === 'viewer' && principal.bot && principal.key !== undefined;
      return usesKey ? botOperations?.load(principal) : undefined;
    },
    textOf(operation, caller) {
      const { principal } = caller;
      if (principal.kind === 'viewer' && principal.bot) return forBot(operation, principal);
      const given = givenIn(operation);
      if (given === undefined) return operation.query;
      const hash = requireHash(given);
      if (typeof operation.query === 'string' && operation.query !== '') return register(hash, operation.query, caller);
      const text = listed.get(hash) ?? registered.get(hash);
      cache.looked(text !== undefined);
      if (text === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 200);
      return text;
    },
    stop: cache.stop,
  };
}

const registrantOf = ({ principal, address = '' }: OperationCaller): string =>
  principal.kind === 'viewer' ? principal.user : networkOf(address);

/** What was sent as the hash, of any type. */
export function givenIn({ documentId, extensions }: Omit<OperationRequest, 'query'>): unknown {
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
    throw refusal('VALIDATION_FAILED', 'A persisted operation is named by its SHA-256 in hexadecimal, version 1', 400);
  return hash;
}

/** `statusCode`: of a response over HTTP. Apollo's clients expect 200 where a text is not known yet. */
const refusal = (code: ParleyError['code'], message: string, statusCode: number): ParleyError =>
  Object.assign(new ParleyError(code, message), { statusCode });
