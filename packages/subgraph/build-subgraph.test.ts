import 'reflect-metadata';
import { isObjectType, parse } from 'graphql';
import { Field, FieldResolver, ObjectType, Query, Resolver } from 'type-graphql';
import { buildSubgraph } from './build-subgraph';
import { createExecutor } from './execution/executor';

@ObjectType()
class Leaf {
  @Field(() => String)
  property!: string;

  @Field(() => String, { name: 'shown' })
  hidden!: string;

  @Field(() => String)
  get computed(): string {
    return `computed from ${this.property}`;
  }
}

@Resolver(() => Leaf)
class LeafResolver {
  @Query(() => Leaf)
  leaf(): object {
    return { property: 'a', hidden: 'b' };
  }

  @FieldResolver(() => String)
  resolved(): string {
    return 'c';
  }
}

const { schema } = buildSubgraph({ resolvers: [LeafResolver] });

it('resolves properties, renamed ones, getters and what has a resolver', async () => {
  const asked = {
    operationName: undefined,
    variables: {},
    root: undefined,
    context: { request: { principal: { kind: 'viewer', scopes: [] } } },
  };
  const document = parse('{ leaf { property shown computed resolved } }');
  expect(await createExecutor(schema)({ document, ...asked })).toEqual({
    data: { leaf: { property: 'a', shown: 'b', computed: 'computed from a', resolved: 'c' } },
  });
});

it('leaves properties of the same name to the executor', () => {
  const type = schema.getType('Leaf');
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  expect(fields.filter(({ resolve }) => !resolve).map(({ name }) => name)).toEqual(['property']);
});
