import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import {
  GraphQLError,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_TOKENS, sizeLimit } from './limits';
import { subscriptionRoot } from './subscription-root';

/** Checks documents for transports that have to know what is in one before it is executed. */
export interface Documents {
  /** Parsed and valid against the API schema, or what is wrong with it. */
  check(source: string): Checked;
  /** Its metrics are read no more. */
  stop(): void;
}

export type Checked = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** Clients send few documents over and over; together these hold a few megabytes. */
const KEPT = 1_000;
const MAX_KEPT_CHARACTERS = 20_000;

const RULES = [...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule), subscriptionRoot, sizeLimit];

interface Options {
  /** Errors do not name what there is instead. */
  hideSuggestions: boolean;
  metrics: Metrics;
}

export function createDocuments(api: GraphQLSchema, { hideSuggestions, metrics }: Options): Documents {
  const valid = new LRUCache<string, Checked>({ max: KEPT });
  const cache = measureCache(metrics, { name: 'socket_documents', entries: () => valid.size, maxEntries: KEPT });
  return {
    check(source) {
      const known = valid.get(source);
      cache.looked(known !== undefined);
      if (known) return known;
      const checked = check(api, { source, hideSuggestions });
      if ('document' in checked && source.length <= MAX_KEPT_CHARACTERS) valid.set(source, checked);
      return checked;
    },
    stop: cache.stop,
  };
}

function check(api: GraphQLSchema, { source, hideSuggestions }: { source: string; hideSuggestions: boolean }): Checked {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return { errors: [asCoded(error as Error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validate(api, document, RULES, { hideSuggestions });
  return errors.length > 0
    ? { errors: errors.map((error) => asCoded(error, 'GRAPHQL_VALIDATION_FAILED')) }
    : { document };
}

/** As the HTTP side codes it, which is what `formatError` maps. */
function asCoded(error: Error, code: string): GraphQLError {
  const { nodes, source, positions } = error as Partial<GraphQLError>;
  return new GraphQLError(error.message, { nodes, source, positions, originalError: error, extensions: { code } });
}
