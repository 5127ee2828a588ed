import { memoryGraph } from './memory-graph.fixture';

/** Without what corrects the planner, so that its plan has a fault. */
jest.mock('../graph/planner-merges', () => ({ mendMerges: () => undefined }));

it('refuses a plan that gives a field less than it requires', async () => {
  const REF = 'type Ref @shareable { no: Int! }';
  const KEYS = '@key(fields: "id") @key(fields: "ref { no }")';
  const { execute, fetches } = memoryGraph({
    a: {
      sdl: `${REF} type Apple ${KEYS} { id: ID! ref: Ref! f3: Int @external computed(s: String): String @requires(fields: "f3") }`,
    },
    b: { sdl: 'type Query { some: [Apple] } type Apple @key(fields: "id") { id: ID! title(of: String): String }' },
    c: { sdl: `${REF} type Apple ${KEYS} { id: ID! ref: Ref! f3: Int }` },
    d: {
      sdl: `${REF} type Apple @key(fields: "ref { no }") {
        ref: Ref! computed(s: String): String @external further: String @requires(fields: "computed")
      }`,
    },
  });
  await expect(execute('query Q { some { further title(of: "secret") } }')).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringMatching(
      /a Apple\.computed is fetched without f3\. Operation: query Q \{(?!.*secret)/s,
    ) as string,
  });
  expect(fetches).toEqual([]);
});

it('refuses a plan that fetches a field of an entity from a subgraph that has it only as external', async () => {
  const { execute, fetches } = memoryGraph({
    roots: { sdl: 'type Query { apple: Apple } type Apple @key(fields: "id") { id: ID! }' },
    computing: {
      sdl: `type Apple @key(fields: "id") {
        id: ID! name: String @external computed: String @requires(fields: "name")
        further: String @external furthest: String @requires(fields: "further")
      }`,
    },
    names: {
      sdl: `type Apple @key(fields: "id") {
        id: ID! name: String computed: String @external further: String @requires(fields: "computed")
      }`,
    },
  });
  await expect(execute('{ apple { furthest } }')).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('computing Apple.name is fetched, and external') as string,
  });
  expect(fetches).toEqual([]);
});

it.each(['{ some { name found { size } } }', '{ thing { size } }'])(
  'refuses a plan without a field: %s',
  async (query) => {
    const { execute, fetches } = memoryGraph({
      a: {
        sdl: `
        type Query { some: Some thing: Thing } type Some { found: Thing name: String }
        interface Thing @key(fields: "id") { id: ID! }`,
      },
      b: { sdl: 'type Thing @key(fields: "id", resolvable: false) @interfaceObject { id: ID! size: Int }' },
    });
    await expect(execute(query)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(/: (some\.found|thing) is not fetched/) as string,
    });
    expect(fetches).toEqual([]);
  },
);
