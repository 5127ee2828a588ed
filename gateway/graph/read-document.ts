import {
  GraphQLError,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { limitErrors, MAX_TOKENS } from './document-limits';
import type { MeasurePhase } from './prepare-metrics';
import { subscriptionRoot } from './subscription-root';

/** A document that is valid on a graph, or what is wrong with it. */
export type ReadDocument = { document: DocumentNode } | { errors: readonly GraphQLError[] };

interface Options {
  api: GraphQLSchema;
  /** Errors do not name what there is instead. */
  hideSuggestions: boolean;
  measure: MeasurePhase;
}

const RULES = [...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule), subscriptionRoot];

/**
 * Parses and validates a text. It is bounded before each step that may be slow: its tokens while it is parsed, and its
 * size before the rules of validation, of which some take more than linear time.
 */
export function readDocument(text: string, { api, hideSuggestions, measure }: Options): ReadDocument {
  let document: DocumentNode;
  try {
    document = measure('parse', () => parse(text, { maxTokens: MAX_TOKENS }));
  } catch (error) {
    return { errors: [coded(error as Error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = measure('validate', () => {
    const tooComplex = limitErrors(document);
    return tooComplex.length > 0 ? tooComplex : validate(api, document, RULES, { hideSuggestions });
  });
  return errors.length > 0 ? { errors: errors.map((one) => coded(one, 'GRAPHQL_VALIDATION_FAILED')) } : { document };
}

/** With Apollo's code, which `formatError` maps. */
function coded(error: Error, code: string): GraphQLError {
  const { nodes, source, positions } = error as Partial<GraphQLError>;
  return new GraphQLError(error.message, { nodes, source, positions, originalError: error, extensions: { code } });
}
