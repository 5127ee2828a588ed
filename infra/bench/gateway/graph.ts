import { composeServices } from '@apollo/composition';
import { parse, type DocumentNode } from 'graphql';

/** A subgraph of the benchmark. `resolvers` are those of graphql-js, by type. */
export interface SubgraphParts {
  readonly sdl: DocumentNode;
  readonly resolvers: Record<string, Record<string, unknown>>;
}

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

const PRODUCTS = 20;
const REVIEWS = 5;
const PEOPLE = 60;

const numbered = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const person = (n: number) => ({ __typename: 'Person', id: `person-${n % PEOPLE}` });
const indexOf = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1));

/** Three subgraphs: a list of entities in the first, more of them in the second, and people that both refer to in the third. */
export const SUBGRAPHS = {
  catalog: {
    sdl: parse(`${LINK}
      type Query { products(first: Int!, from: Int!): [Product!]! }
      type Product @key(fields: "id") {
        id: ID! name: String! description: String price: Price! tags: [String!]! seller: Person
      }
      type Price { amount: Float! currency: String! }
      type Person @key(fields: "id", resolvable: false) { id: ID! }
    `),
    resolvers: {
      Query: {
        products: (_: unknown, { first, from }: { first: number; from: number }) =>
          numbered(first, (n) => product(from + n)),
      },
    },
  },
  reviews: {
    sdl: parse(`${LINK}
      type Product @key(fields: "id") { id: ID! rating: Float reviews(first: Int!): [Review!]! }
      type Review @key(fields: "id") { id: ID! text: String! stars: Int! verified: Boolean! author: Person }
      type Person @key(fields: "id", resolvable: false) { id: ID! }
    `),
    resolvers: {
      Product: {
        __resolveReference: ({ id }: { id: string }) => ({ id, rating: 3.5 + (indexOf(id) % 3) / 2 }),
        reviews: ({ id }: { id: string }, { first }: { first: number }) =>
          numbered(first, (n) => review(indexOf(id), n)),
      },
    },
  },
  people: {
    sdl: parse(`${LINK}
      type Person @key(fields: "id") { id: ID! name: String! city: String joinedYear: Int }
    `),
    resolvers: { Person: { __resolveReference: ({ id }: { id: string }) => profileOf(id) } },
  },
} satisfies Record<string, SubgraphParts>;

export type SubgraphName = keyof typeof SUBGRAPHS;

const product = (n: number) => ({
  id: `product-${n}`,
  name: `Lighthouse number ${n}`,
  description: `A model of a lighthouse, "${n}", at a scale of 1:${n + 1}00, with a lamp that turns — in a wooden box.`,
  price: { amount: 19.99 + n, currency: 'EUR' },
  tags: ['model', 'lighthouse', `height-${n % 4}`],
  seller: person(n),
});

const review = (of: number, n: number) => ({
  id: `review-${of}-${n}`,
  text: `It arrived after ${n + 1} days and shines as far as the kitchen. My children turn it off "by hand", I don't.`,
  stars: 1 + ((of + n) % 5),
  verified: n % 2 === 0,
  author: person(of * REVIEWS + n),
});

const profileOf = (id: string) => ({
  id,
  name: `Person ${indexOf(id)} of Many`,
  city: indexOf(id) % 3 === 0 ? null : 'Rotterdam',
  joinedYear: 2_000 + (indexOf(id) % 20),
});

/** Of the subgraphs at these URLs. */
export function supergraphOf(urls: Readonly<Record<string, string>>): string {
  const services = Object.entries(SUBGRAPHS).map(([name, { sdl }]) => ({ name, url: urls[name]!, typeDefs: sdl }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

const PAGES = 100;

/** Pages of a shop: a list, of each element more from another subgraph, and people of both. No two at a time are the same. */
export const OPERATIONS = numbered(PAGES, (page) => ({
  query: `query Products($first: Int!, $from: Int!, $reviews: Int!) {
    products(first: $first, from: $from) {
      id name description price { amount currency } tags
      seller { id name }
      rating
      reviews(first: $reviews) { id text stars verified author { id name city joinedYear } }
    }
  }`,
  variables: { first: PRODUCTS, from: page * PRODUCTS, reviews: REVIEWS },
}));
