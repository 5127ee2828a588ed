/** A typical selection: the message and its author, which belongs to another subgraph. */
export const EVENTS = `subscription ($id: ID!, $after: Seq) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename
    seq
    ... on MessageCreated { message { id text createdAt author { id displayName } } }
  }
}`;

/** Queries that are all different, so that no two share results. */
export const distinctQueries = (many: number): string[] =>
  Array.from({ length: many }, (_, n) => EVENTS.replace('{ id text', `{ id text view${n}: id`));

/** The text of a message: its send time, padded to a typical length. */
export const textOf = (sentAtMs: number, length: number): string =>
  `@${sentAtMs.toFixed(3)}@ `.padEnd(length, 'and some more words ');
