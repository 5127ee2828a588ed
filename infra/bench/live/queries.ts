/** A typical selection: the message and its author, which belongs to another subgraph. */
export const EVENTS = `subscription ($id: ID!, $after: Seq) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename
    seq
    ... on MessageCreated { message { id text createdAt author { id displayName } } }
  }
}`;

const EVENT_FIELDS = ['conversationId', 'at'];
const MESSAGE_FIELDS = [
  ...['id', 'createdAt', 'editedAt', 'deletedAt', 'seq', 'updatedSeq'],
  ...['revision', 'pinned', 'replyCount'],
];
const AUTHOR_FIELDS = ['id', 'displayName', 'handle', 'bio', 'bot', 'locale', 'timeZone', 'createdAt'];

/**
 * Queries that share nothing: no two select the same of a message, nor the same in the same order of its author. Up to 2,048 of
 * them are different.
 */
export const distinctQueries = (many: number): string[] =>
  Array.from({ length: many }, (_, n) => {
    const own = chosen([...EVENT_FIELDS, ...MESSAGE_FIELDS], n);
    const isOfEvent = (field: string) => EVENT_FIELDS.includes(field);
    const subsets = 2 ** AUTHOR_FIELDS.length - 1;
    const author = rotated(AUTHOR_FIELDS, Math.floor(n / subsets));
    return `subscription ($id: ID!, $after: Seq) {
      conversationEvents(conversationId: $id, after: $after) {
        __typename
        seq
        ${own.filter(isOfEvent).join(' ')}
        ... on MessageCreated {
          message {
            text
            ${own.filter((field) => !isOfEvent(field)).join(' ')}
            author { ${chosen(author, (n % subsets) + 1).join(' ')} }
          }
        }
      }
    }`;
  });

/** Those whose bit is set. */
const chosen = (fields: readonly string[], bits: number): string[] => fields.filter((_, n) => (bits >> n) & 1);

const rotated = (fields: readonly string[], by: number): string[] => [...fields.slice(by), ...fields.slice(0, by)];

/** The text of a message: its send time, padded to a typical length. */
export const textOf = (sentAtMs: number, length: number): string =>
  `@${sentAtMs.toFixed(3)}@ `.padEnd(length, 'and some more words ');
