import { channel } from './pushing-subgraph.fixture';

export const STOCKS = `
  type Query { stocks: [Stock!]! }
  type Subscription {
    priced(symbol: ID, limit: Int = 10, of: Kind): Price
    happened: Happening
    counted(to: Int!): Int!
    secret: String
  }
  type Price { stock: Stock! amount: Int! risky: Int }
  type Stock @key(fields: "id") { id: ID! weight: Int! grade: Grade }
  enum Grade { A B }
  enum Kind { SHARE BOND }
  interface Event { at: Int! }
  type Opened implements Event { at: Int! stock: Stock! }
  type Closed implements Event { at: Int! reason: String }
  union Happening = Opened | Closed
`;
export const COMPANIES = `
  type Query { companies: [String!] }
  type Stock @key(fields: "id") {
    id: ID! weight: Int! @external name: String shipping: Int @requires(fields: "weight") caller: String
  }
`;

export const stock = (id: string) => ({ __typename: 'Stock', id, weight: id.length, grade: 'A' });
export const price = (amount: number, id = 'acme') => ({ stock: stock(id), amount });
export const prices = channel<object>();
export const events = channel<object>();
/** Of the subscriptions to prices, in order. */
export const symbols: unknown[] = [];
/** Stocks whose names were resolved, in order. */
export const named: string[] = [];
const coded = (message: string, code: string) => Object.assign(new Error(message), { extensions: { code } });

export const STOCKS_RESOLVERS = {
  Query: { stocks: () => [stock('acme')] },
  Subscription: {
    priced: {
      subscribe(_: unknown, { symbol }: { symbol?: string }) {
        symbols.push(symbol);
        return prices.subscribe();
      },
      resolve: (value: object) => value,
    },
    happened: { subscribe: () => events.subscribe(), resolve: (value: object) => value },
    counted: {
      async *subscribe(_: unknown, { to }: { to: number }) {
        for (let n = 1; n <= to; n++) yield n;
      },
      resolve: (n: number) => n,
    },
    secret: {
      subscribe() {
        throw coded('Not with that plan', 'PAYMENT_REQUIRED');
      },
    },
  },
  Price: {
    risky() {
      throw coded('Too risky', 'RISKY');
    },
  },
  Happening: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
  Stock: { __resolveReference: ({ id }: { id: string }) => stock(id) },
};
export const COMPANIES_RESOLVERS = {
  Stock: {
    __resolveReference: (one: object) => one,
    name({ id }: { id: string }) {
      named.push(id);
      if (id === 'nobody') throw coded('Nobody knows', 'UNKNOWN');
      return `${id} Inc.`;
    },
    shipping: ({ weight }: { weight: number }) => weight * 10,
    caller: (...[, , { headers }]: [unknown, unknown, { headers: Record<string, string> }]) => headers.authorization,
  },
};
