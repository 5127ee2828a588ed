import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';

type Parsed =
  { document: DocumentNode; errors?: undefined } | { document?: undefined; errors: readonly GraphQLError[] };

const KEPT = 1_000;

interface Options {
  /** Its name in metrics. */
  name: string;
  metrics: Metrics;
  kept?: number;
}

export interface ParsedDocuments {
  parse(text: string): Parsed;
  /** Its metrics are read no more. */
  stop(): void;
}

/** Documents by their text, parsed and validated once. Invariant: no more than `kept`; what was used least lately goes. */
export function createParsedDocuments(schema: GraphQLSchema, { name, metrics, kept = KEPT }: Options): ParsedDocuments {
  // a map keeps its order of insertion
  const parsed = new Map<string, Parsed>();
  const cache = measureCache(metrics, { name, entries: () => parsed.size, maxEntries: kept });
  return {
    parse(text) {
      const known = parsed.get(text);
      cache.looked(known !== undefined);
      const found = known ?? parsedOf(schema, text);
      parsed.delete(text);
      parsed.set(text, found);
      if (parsed.size > kept) parsed.delete(parsed.keys().next().value!);
      return found;
    },
    stop: cache.stop,
  };
}

function parsedOf(schema: GraphQLSchema, text: string): Parsed {
  try {
    const document = parse(text, { noLocation: true });
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
