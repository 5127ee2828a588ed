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
  throw new GraphQLError('A position is a safe integer, 0 or more', { extensions: { code: 'VALIDATION_FAILED' } });
}

/** Position in one conversation's event log. */
export const Seq = new GraphQLScalarType<number, number>({
  name: 'Seq',
  description: "Position in one conversation's event log: 1, 2, 3 … without a hole. A safe integer.",
  serialize: seq,
  parseValue: seq,
  parseLiteral: (node) => seq(node.kind === Kind.INT ? Number(node.value) : undefined),
});

/** Whatever JSON has; handed on unread between the gateway and the subgraph that made it. No part of the public API. */
export const Opaque = new GraphQLScalarType({
  name: 'Opaque',
  description: 'JSON that only its maker reads.',
  extensions: { directives: { inaccessible: {} } },
});
