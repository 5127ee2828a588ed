import { forbidden, unauthenticated } from '@parley/contracts/errors';
import { ENROLLING } from '@parley/contracts/principal';
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
/** The tag of root fields for callers who have to set up a second factor first: `@tag(name: "enrolling")`. */
const ENROLLS = 'enrolling';

/**
 * The coarse rule around a subgraph: nobody who is not signed in gets anything but the root fields that are tagged `open`. Who has to
 * set up a second factor gets only those that are tagged `enrolling`.
 * What somebody may do is for the actions to say. Errors of the others: UNAUTHENTICATED, FORBIDDEN.
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

type Requesting = Pick<ActionContext, 'request'>;

// without a cache: it runs once for each root field, and what shield calls strict hashes all arguments
const signedIn = rule('signedIn', { cache: 'no_cache' })(
  (_parent, _arguments, { request }: Requesting) => request.principal.kind !== 'anonymous' || unauthenticated(),
);

const isEnrolling = ({ principal }: Requesting['request']): boolean =>
  principal.kind === 'viewer' && principal.scopes.includes(ENROLLING);

const secondFactorFirst = () => forbidden('Your workspace requires a second factor: set one up first');

const enrolled = rule('enrolled', { cache: 'no_cache' })(
  (_parent, _arguments, { request }: Requesting) => !isEnrolling(request) || secondFactorFirst(),
);

const signedInAndEnrolled = rule('signedInAndEnrolled', { cache: 'no_cache' })((
  _parent,
  _arguments,
  { request }: Requesting,
): boolean | Error => {
  if (request.principal.kind === 'anonymous') return unauthenticated();
  return !isEnrolling(request) || secondFactorFirst();
});

function rulesOf(type: GraphQLObjectType) {
  const fields: GraphQLFieldMap<unknown, unknown> = type.getFields();
  return Object.fromEntries(
    Object.entries(fields).map(([name, { astNode }]) => [name, ruleOf(name, astNode?.directives ?? [])]),
  );
}

function ruleOf(name: string, directives: readonly ConstDirectiveNode[]): typeof signedIn | typeof allow {
  if (name === '_service' || directives.some((one) => isTag(one, OPEN))) return allow;
  if (directives.some(isInaccessible)) return enrolled;
  return directives.some((one) => isTag(one, ENROLLS)) ? signedIn : signedInAndEnrolled;
}

const isInaccessible = ({ name }: ConstDirectiveNode): boolean => name.value === 'inaccessible';

const isTag = ({ name, arguments: [argument] = [] }: ConstDirectiveNode, tag: string): boolean =>
  name.value === 'tag' && argument?.value.kind === Kind.STRING && argument.value.value === tag;
