import { buildSchema, defaultFieldResolver, isObjectType, parse, type GraphQLFieldResolver } from 'graphql';
import { createExecutor } from './executor';

const SDL = `
  type Query { thing: Thing things: [Thing]! first: Int! later: Int listed: [Int!] }
  type Mutation { one: Thing two: Int! three: Int }
  type Thing { slow: Int! quick: Int sub: Thing }
`;

type Resolvers = Record<string, Record<string, GraphQLFieldResolver<unknown, unknown>>>;

function executorOf(resolvers: Resolvers) {
  const schema = buildSchema(SDL);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const [name, field] of Object.entries(type.getFields()))
        field.resolve = resolvers[type.name]?.[name] ?? defaultFieldResolver;
  const run = createExecutor(schema);
  return async (source: string) =>
    run({ document: parse(source), operationName: undefined, variables: {}, root: undefined, context: undefined });
}

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));
const failing = async (): Promise<never> => {
  await later(undefined);
  throw new Error('failed');
};

it('executes the fields of a mutation in turn, each with all that is selected of it', async () => {
  const calls: string[] = [];
  const called = (name: string, value: unknown) => () => {
    calls.push(name);
    return later(value).then((given) => (calls.push(`${name} done`), given));
  };
  const execute = executorOf({
    Mutation: { one: called('one', {}), two: called('two', 2), three: called('three', 3) },
    Thing: { slow: called('slow', 1) },
  });
  expect(await execute('mutation { three one { slow } two }')).toEqual({
    data: { three: 3, one: { slow: 1 }, two: 2 },
  });
  expect(calls).toEqual(['three', 'three done', 'one', 'one done', 'slow', 'slow done', 'two', 'two done']);
});

it.each([
  ['throws', () => { throw new Error('failed'); }], // prettier-ignore
  ['rejects', failing],
])('executes no further field of a mutation after one that cannot be null %s', async (_, two) => {
  const three = jest.fn(() => 3);
  const { data, errors } = await executorOf({ Mutation: { two, three } })('mutation { two three }');
  expect({ data, paths: errors?.map(({ path }) => path) }).toEqual({ data: null, paths: [['two']] });
  expect(three).not.toHaveBeenCalled();
});

it('calls no more resolvers of an object that an error has replaced by null', async () => {
  const quick = jest.fn(() => 1);
  const execute = executorOf({
    Query: { thing: () => ({}) },
    Thing: { slow: failing, quick, sub: () => failing().catch(() => later({})) },
  });
  const { data, errors } = await execute('{ thing { slow sub { quick } } }');
  expect({ data, errors: errors?.length }).toEqual({ data: { thing: null }, errors: 1 });
  expect(quick).not.toHaveBeenCalled();
});

it('gives the result when all promises have settled', async () => {
  let isDone = false;
  const execute = executorOf({
    Query: { first: failing, later: () => failing().catch(() => later((isDone = true))) },
  });
  expect((await execute('{ first later }')).data).toBeNull();
  expect(isDone).toBe(true);
});

it('leaves no rejection unhandled, of fields and items beside one that failed', async () => {
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);
  const execute = executorOf({
    Query: {
      later: failing,
      listed: () => [failing(), new Error('failed'), failing()],
      first: () => { throw new Error('failed'); }, // prettier-ignore
    },
  });
  expect((await execute('{ later listed first }')).data).toBeNull();
  await later(undefined);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

it('gives a result at once if no resolver gives a promise', () => {
  const run = createExecutor(buildSchema('type Query { one: [Int] }'));
  const document = parse('{ one }');
  const more = { operationName: undefined, variables: {}, context: undefined };
  expect(run({ document, ...more, root: { one: [1] } })).toEqual({ data: { one: [1] } });
});
