import { invalid, notFound } from '@parley/contracts/errors';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { pageSize } from '@parley/runtime/graphql/connection';
import type { Context } from '../context';
import type { MessageRow, ReadHead, Slice } from '../store/messages';
import type { MessageConnection } from './message';

export interface PageArguments {
  first: number;
  before?: number | null;
  after?: number | null;
  around?: number | null;
  thread?: MessageId;
}

/**
 * One page of a conversation by position. Neither argument, or `before`: newest first. `after`: oldest first.
 * `around`: oldest first, half on each side. Errors: VALIDATION_FAILED for two of them; NOT_FOUND.
 */
export async function messagePage(
  context: Context,
  conversation: ConversationId,
  { first, before, after, around, thread }: PageArguments,
): Promise<MessageConnection> {
  const limit = pageSize(first);
  if ([before, after, around].filter((position) => position !== undefined && position !== null).length > 1)
    throw invalid({ field: 'messages', problem: 'takes only one of before, after and around' });
  const read = async (slice: Slice) => {
    const found = await context.loaders.slice.load({ conversation, thread, slice });
    if (!found) throw notFound('Conversation');
    return found;
  };
  if (typeof around === 'number') return aroundPage(read, around, limit);
  if (typeof after === 'number')
    return page(await read({ after, order: 'ascending', limit: limit + 1 }), limit, after > 0);
  const newestFirst = await read({ before: before ?? undefined, order: 'descending', limit: limit + 1 });
  return page(newestFirst, limit, typeof before === 'number');
}

interface Found {
  rows: MessageRow[];
  head: ReadHead;
}

/** The position itself counts as newer; where one side is short, the other does not fill in. */
async function aroundPage(
  read: (slice: Slice) => Promise<Found>,
  around: number,
  limit: number,
): Promise<MessageConnection> {
  const half = Math.floor(limit / 2);
  const older = await read({ before: around, order: 'descending', limit: half + 1 });
  const newer = await read({ after: around - 1, order: 'ascending', limit: limit - half + 1 });
  const rows = [...older.rows.slice(0, half).reverse(), ...newer.rows];
  return page(
    { rows, head: older.head },
    rows.length - Math.max(0, newer.rows.length - (limit - half)),
    older.rows.length > half,
  );
}

function page({ rows, head }: Found, limit: number, hasPreviousPage: boolean): MessageConnection {
  const edges = rows.slice(0, limit).map((node) => ({ cursor: String(node.seq), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > limit,
      hasPreviousPage,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    asOf: head.seq,
    epoch: head.epoch,
  };
}
