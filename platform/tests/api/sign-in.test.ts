import type { ParleyError } from '@parley/contracts/errors';
import { ANONYMOUS } from '@parley/contracts/principal';
import { RIGHTS } from '@parley/contracts/rights';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { MODULES } from '../../modules';

const SCHEMAS = MODULES.map(({ name, schema }): [string, GraphQLSchema] => [name, schema().schema]);

/** Sign-up, what leads to a session, and the preview of an invitation. */
const OPEN: readonly string[] = [...RIGHTS.Query.OPEN, ...RIGHTS.Mutation.OPEN];

const fieldsOf = (schema: GraphQLSchema) =>
  [schema.getQueryType(), schema.getMutationType()]
    .flatMap((type) => Object.values(type?.getFields() ?? {}))
    .filter(
      ({ name, astNode }) =>
        name !== '_service' && !astNode?.directives?.some((one) => one.name.value === 'inaccessible'),
    );

it.each(SCHEMAS)('%s asks everybody to sign in first, but for signing in', async (_, schema) => {
  const context = { request: { principal: ANONYMOUS } };
  for (const { name, resolve } of fieldsOf(schema).filter((field) => !OPEN.includes(field.name))) {
    const answer: unknown = await resolve!(undefined, {}, context, {} as GraphQLResolveInfo);
    expect({ name, code: (answer as ParleyError).code }).toEqual({ name, code: 'UNAUTHENTICATED' });
  }
});

it('leaves signing in open', () => {
  const fields = SCHEMAS.flatMap(([, schema]) => fieldsOf(schema).map(({ name }) => name));
  expect(fields).toEqual(expect.arrayContaining(OPEN));
});
