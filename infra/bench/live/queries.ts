/** A usual selection: the message, and its author, whom another subgraph knows. */
export const EVENTS = `subscription ($id: ID!, $after: Seq) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename
    seq
    ... on MessageCreated { message { id text createdAt author { id displayName } } }
  }
}`;

/** So many that no two can share their results. */
export const distinctQueries = (many: number): string[] =>
  Array.from({ length: many }, (_, n) => EVENTS.replace('{ id text', `{ id text view${n}: id`));

/** What `sender` writes: when it was sent, and as much more as makes it a usual message. */
export const textOf = (sentAtMs: number, length: number): string =>
  `@${sentAtMs.toFixed(3)}@ `.padEnd(length, 'and some more words ');
