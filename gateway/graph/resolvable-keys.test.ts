import { memoryGraph } from '../execution/memory-graph.fixture';

it('sends a key by which the subgraph looks the entity up', async () => {
  const NO = (fields: string) => `@key(fields: "${fields}", resolvable: false)`;
  const { execute, fetches } = memoryGraph({
    shelf: {
      sdl: `
        type Query { books: [Book!]! }
        type Book ${NO('isbn')} @key(fields: "id shelf { row }") ${NO('id')} {
          id: ID! isbn: String! shelf: Shelf!
          title: String @external label: String @requires(fields: "title")
        }
        type Shelf @shareable { row: Int! }`,
      resolvers: {
        Query: { books: () => [{ id: '1', isbn: 'i', shelf: { row: 7 } }] },
        Book: {
          __resolveReference: (one: { shelf?: object }) => (one.shelf ? one : null),
          label: ({ title, shelf }: { title: string; shelf: { row: number } }) => `${title} in row ${shelf.row}`,
        },
      },
    },
    titles: {
      sdl: 'type Book @key(fields: "id") { id: ID! title: String }',
      resolvers: { Book: { __resolveReference: (one: object) => one, title: () => 'Ulysses' } },
    },
  });
  expect(await execute('{ books { label } }')).toEqual({ data: { books: [{ label: 'Ulysses in row 7' }] } });
  expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['shelf', 'titles', 'shelf']);
});
