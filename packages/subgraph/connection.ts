import { invalid } from '@parley/contracts/errors';
import { Directive, Field, ObjectType } from 'type-graphql';
import { z } from 'zod';

/** Relay's PageInfo (GraphQL Cursor Connections Specification). */
@Directive('@shareable')
@ObjectType()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor?: string;

  @Field(() => String, { nullable: true })
  endCursor?: string;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfo;
}

const MAX_PAGE = 200;

/** For a field with `first` whose object has a page of a list. Without `first`, the argument's default is the size. */
export const paged = (list: string): ReturnType<typeof Directive> =>
  Directive(`@listSize(slicingArguments: ["first"], sizedFields: ["${list}"], requireOneSlicingArgument: false)`);

/** For a list that is seldom much longer. */
export const listOfAbout = (size: number): ReturnType<typeof Directive> => Directive(`@listSize(assumedSize: ${size})`);

/** `first` as asked for. Errors: VALIDATION_FAILED outside 1 … 200. */
export function pageSize(first: number, field = 'first'): number {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE)
    throw invalid({ field, problem: `must be between 1 and ${MAX_PAGE}` });
  return first;
}

/**
 * A page out of rows that were read with a limit of `first + 1`: the one too many tells that there is more.
 * `hasPreviousPage` is whether a cursor led here.
 */
export function connection<Row, Node>(
  rows: readonly Row[],
  { first, after, cursor, node }: { first: number; after: boolean; cursor(row: Row): string; node(row: Row): Node },
): Connection<Node> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: cursor(row), node: node(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}

/** An opaque cursor of the values that a list is ordered by. */
export const encodeCursor = (values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Errors: VALIDATION_FAILED for a cursor that this list did not give. */
export function decodeCursor<T extends z.ZodType>(cursor: string, schema: T, field = 'after'): z.output<T> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw invalid({ field, problem: 'is not a cursor of this list' });
  }
}
