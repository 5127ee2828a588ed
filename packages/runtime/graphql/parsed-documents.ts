import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';

type Parsed =
  { document: DocumentNode; errors?: undefined } | { document?: undefined; errors: readonly GraphQLError[] };

const KEPT = 1_000;

/** Documents by their text, parsed and validated once. Invariant: no more than `kept`; what was used least lately goes. */
export function createParsedDocuments(schema: GraphQLSchema, { kept = KEPT } = {}): { parse(text: string): Parsed } {
  // a map keeps its order of insertion
  const parsed = new Map<string, Parsed>();
  return {
    parse(text) {
      const found = parsed.get(text) ?? parsedOf(schema, text);
      parsed.delete(text);
      parsed.set(text, found);
      if (parsed.size > kept) parsed.delete(parsed.keys().next().value!);
      return found;
    },
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
