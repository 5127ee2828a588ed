import { invalid, notFound } from '@parley/contracts/errors';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { pageSize } from '@parley/subgraph/connection';
import { NewestFirst } from '@parley/subgraph/scalars';
import type { Context } from '../context';
import type { Page, PageKey, PageRow } from '../store/pages';
import type { MessageConnection } from './types';

export type PositionOrCursor = number | NewestFirst;

export interface PageArguments {
  first: number;
  before?: PositionOrCursor | null;
  after?: PositionOrCursor | null;
  around?: PositionOrCursor | null;
  thread?: MessageId;
}

/**
 * One page of a conversation by position. Neither argument, or `before`: newest first. `after`: oldest first, unless it is
 * a cursor of a page that reads newest first. `around`: oldest first, half on each side.
 * Errors: VALIDATION_FAILED for two of them; NOT_FOUND.
 */
export async function messagePage(
  context: Context,
  conversation: ConversationId,
  { first, thread, ...given }: PageArguments,
): Promise<MessageConnection> {
  const limit = pageSize(first);
  if (
    [given.before, given.after, given.around].filter((position) => position !== undefined && position !== null).length >
    1
  )
    throw invalid({ field: 'messages', problem: 'takes only one of before, after and around' });
  const read = async (slice: Slice) => {
    const found = await context.loaders.page.load({ conversation, thread, ...slice });
    if (!found) throw notFound('Conversation');
    return found;
  };
  const { before, after, around } = positionsOf(given);
  if (around !== undefined) return aroundPage(read, around, limit);
  if (after !== undefined)
    return page(await read({ after, order: 'ascending', limit: limit + 1 }), { limit, hasPreviousPage: after > 0 });
  const found = await read({ before, order: 'descending', limit: limit + 1 });
  return page(found, { limit, hasPreviousPage: before !== undefined, newestFirst: true });
}

/** Going on `after` a cursor of a page that reads newest first is reading what is `before` its position. */
function positionsOf({ before, after, around }: Pick<PageArguments, 'before' | 'after' | 'around'>) {
  const older = after instanceof NewestFirst ? after : before;
  return {
    before: positionOf(older),
    after: after instanceof NewestFirst ? undefined : positionOf(after),
    around: positionOf(around),
  };
}

const positionOf = (given: PositionOrCursor | null | undefined): number | undefined =>
  (given instanceof NewestFirst ? given.position : given) ?? undefined;

type Slice = Omit<PageKey, 'conversation' | 'thread'>;
type Found = Pick<Page, 'rows' | 'position'>;

/** The position itself counts as newer; where one side is short, the other does not fill in. */
async function aroundPage(
  read: (slice: Slice) => Promise<Found>,
  around: number,
  limit: number,
): Promise<MessageConnection> {
  const half = Math.floor(limit / 2);
  const [older, newer] = await Promise.all([
    read({ before: around, order: 'descending', limit: half + 1 }),
    read({ after: around - 1, order: 'ascending', limit: limit - half + 1 }),
  ]);
  const rows: PageRow[] = [...older.rows.slice(0, half).reverse(), ...newer.rows];
  return page(
    { rows, position: older.position },
    {
      limit: rows.length - Math.max(0, newer.rows.length - (limit - half)),
      hasPreviousPage: older.rows.length > half,
    },
  );
}

interface Shown {
  limit: number;
  hasPreviousPage: boolean;
  newestFirst?: boolean;
}

function page({ rows, position }: Found, { limit, hasPreviousPage, newestFirst = false }: Shown): MessageConnection {
  const cursorOf = (seq: number) => String(newestFirst ? new NewestFirst(seq) : seq);
  const edges = rows.slice(0, limit).map((node) => ({ cursor: cursorOf(node.seq), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > limit,
      hasPreviousPage,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    asOf: position.seq,
    epoch: position.epoch,
  };
}
