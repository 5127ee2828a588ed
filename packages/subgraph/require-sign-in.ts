import { unauthenticated } from '@parley/contracts/errors';
import type { GraphQLFieldMap, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { allow, rule, shield } from 'graphql-shield';
import type { ActionContext } from './action';

/**
 * The coarse rule around a subgraph: nobody who is not signed in gets anything but the root fields that are `open`.
 * What somebody may do is for the actions to say. Errors of those fields: UNAUTHENTICATED.
 *
 * Only root fields are guarded, `_entities` among them, since every execution enters by one: a rule on each field made a
 * page of 50 messages with their authors 1.4 times as slow. What the gateway asks for itself (`@inaccessible`) checks its
 * caller where it answers, and the SDL (`_service`) is no secret.
 */
export function requireSignIn(schema: GraphQLSchema, open: readonly string[]): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null);
  const rules = Object.fromEntries(roots.map((type) => [type.name, rulesOf(type, new Set(open))]));
  const guards = shield(rules, { allowExternalErrors: true }).generate(schema);
  return applyMiddleware(
    schema,
    Object.fromEntries(roots.map(({ name }) => [name, guards[name as keyof typeof guards]])),
  );
}

// without a cache: it is asked once for each root field, and what shield calls strict hashes all arguments
const signedIn = rule('signedIn', { cache: 'no_cache' })(
  (_parent, _arguments, { request }: Pick<ActionContext, 'request'>) =>
    request.principal.kind !== 'anonymous' || unauthenticated(),
);

function rulesOf(type: GraphQLObjectType, open: ReadonlySet<string>) {
  const fields: GraphQLFieldMap<unknown, unknown> = type.getFields();
  return Object.fromEntries(
    Object.entries(fields).map(([name, { astNode }]) => {
      const isInternal = name === '_service' || astNode?.directives?.some((one) => one.name.value === 'inaccessible');
      return [name, isInternal || open.has(name) ? allow : signedIn];
    }),
  );
}
