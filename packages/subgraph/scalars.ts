import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO } from 'graphql-scalars';

/** RFC 3339 in UTC with milliseconds; a `Date` in code. */
export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'RFC 3339 time in UTC with milliseconds.',
  specifiedByURL: undefined,
  extensions: {},
});

function seq(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GraphQLError('A position is a safe integer, 0 or more, or a cursor', {
    extensions: { code: 'VALIDATION_FAILED' },
  });
}

/** A cursor of a page that reads newest first: a stock client that gives it as `after` reads on towards the oldest. */
export class NewestFirst {
  constructor(readonly position: number) {}

  /** Still the position in decimal, and differs from one of a page that reads oldest first by the zero in front. */
  toString(): string {
    return `0${this.position}`;
  }
}

/** A position, or a cursor, which is the position in decimal. */
function seqOrCursor(value: unknown): number | NewestFirst {
  if (typeof value !== 'string') return seq(value);
  const position = seq(/^\d{1,17}$/.test(value) ? Number(value) : undefined);
  return value.length > 1 && value.startsWith('0') ? new NewestFirst(position) : position;
}

/** Position in one conversation's event log. `settleArguments` makes numbers of cursors, but where a field takes those. */
export const Seq = new GraphQLScalarType<number | NewestFirst, number>({
  name: 'Seq',
  description:
    'Position in the event log of one conversation: 1, 2, 3 … without a gap. A safe integer. Arguments also accept cursors of messages.',
  serialize: seq,
  parseValue: seqOrCursor,
  parseLiteral(node) {
    if (node.kind === Kind.STRING) return seqOrCursor(node.value);
    return seq(node.kind === Kind.INT ? Number(node.value) : undefined);
  },
});

/** Any JSON, which the gateway returns unread to the subgraph that made it. It is not part of the public API. */
export const Opaque = new GraphQLScalarType({
  name: 'Opaque',
  description: 'JSON that only its maker reads.',
  extensions: { directives: { inaccessible: {} } },
});
