import { unauthenticated } from '@parley/contracts/errors';
import {
  Kind,
  type ConstDirectiveNode,
  type GraphQLFieldMap,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { allow, rule, shield } from 'graphql-shield';
import type { ActionContext } from './action';

/** The tag of root fields for callers who are not signed in: `@tag(name: "open")`. The gateway reads it, too. */
const OPEN = 'open';

/**
 * The coarse rule around a subgraph: nobody who is not signed in gets anything but the root fields that are tagged `open`.
 * What somebody may do is for the actions to say. Errors of those fields: UNAUTHENTICATED.
 *
 * Only root fields are guarded, `_entities` among them, since every execution enters by one: a rule on each field made a
 * page of 50 messages with their authors 1.4 times as slow. What the gateway fetches for itself (`@inaccessible`) checks its
 * caller where it is resolved, and the SDL (`_service`) is no secret.
 */
export function requireSignIn(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null);
  const rules = Object.fromEntries(roots.map((type) => [type.name, rulesOf(type)]));
  const guards = shield(rules, { allowExternalErrors: true }).generate(schema);
  return applyMiddleware(
    schema,
    Object.fromEntries(roots.map(({ name }) => [name, guards[name as keyof typeof guards]])),
  );
}

// without a cache: it runs once for each root field, and what shield calls strict hashes all arguments
const signedIn = rule('signedIn', { cache: 'no_cache' })(
  (_parent, _arguments, { request }: Pick<ActionContext, 'request'>) =>
    request.principal.kind !== 'anonymous' || unauthenticated(),
);

function rulesOf(type: GraphQLObjectType) {
  const fields: GraphQLFieldMap<unknown, unknown> = type.getFields();
  return Object.fromEntries(
    Object.entries(fields).map(([name, { astNode }]) => {
      const directives = astNode?.directives ?? [];
      const isAllowed = name === '_service' || directives.some((one) => isInaccessible(one) || isOpenTag(one));
      return [name, isAllowed ? allow : signedIn];
    }),
  );
}

const isInaccessible = ({ name }: ConstDirectiveNode): boolean => name.value === 'inaccessible';

const isOpenTag = ({ name, arguments: [argument] = [] }: ConstDirectiveNode): boolean =>
  name.value === 'tag' && argument?.value.kind === Kind.STRING && argument.value.value === OPEN;
