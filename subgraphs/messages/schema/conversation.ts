import type { Position } from '@parley/contracts/position';
import { notFound } from '@parley/contracts/errors';
import { listOfAbout, paged } from '@parley/subgraph/connection';
import { Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import type { MessageRow } from '../store/messages';

import { messagePage, type PositionOrCursor } from './message-page';
import { ConversationReference } from './references';
import { Message, MessageConnection } from './types';

/** As many pinned messages are shown. */
const MAX_PINNED = 50;

@Resolver(() => ConversationReference)
export class ConversationResolver {
  @FieldResolver(() => Seq)
  async seq(@Root() { id }: ConversationReference, @Ctx() context: Context): Promise<number> {
    return (await position(context, id)).seq;
  }

  @FieldResolver(() => ID)
  async epoch(@Root() { id }: ConversationReference, @Ctx() context: Context): Promise<string> {
    return (await position(context, id)).epoch;
  }

  @paged('edges')
  @FieldResolver(() => MessageConnection, {
    description:
      'Messages by position, never by time. Without an argument, or with `before`: newest first. `after`: oldest first. `around`:\n' +
      'oldest first, half on each side. More than one of them: VALIDATION_FAILED. `hasNextPage` is true if there is more in the\n' +
      'direction of reading. Each argument also accepts a cursor, which is the position in decimal. A cursor of a page that reads\n' +
      'newest first begins with a zero, so that `after` continues in that direction.',
  })
  messages(
    @Root() { id }: ConversationReference,
    @Ctx() context: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('before', () => Seq, { nullable: true }) before?: PositionOrCursor,
    @Arg('after', () => Seq, { nullable: true }) after?: PositionOrCursor,
    @Arg('around', () => Seq, { nullable: true }) around?: PositionOrCursor,
  ): Promise<MessageConnection> {
    return messagePage(context, id, { first, before, after, around });
  }

  @FieldResolver(() => Message, { nullable: true })
  async lastMessage(@Root() { id }: ConversationReference, @Ctx() { loaders }: Context): Promise<MessageRow | null> {
    const found = await loaders.page.load({ conversation: id, order: 'descending', limit: 1 });
    return found?.rows[0] ?? null;
  }

  @listOfAbout(MAX_PINNED)
  @FieldResolver(() => [Message])
  async pinned(@Root() { id }: ConversationReference, @Ctx() { loaders }: Context): Promise<readonly MessageRow[]> {
    const found = await loaders.page.load({ conversation: id, order: 'ascending', limit: MAX_PINNED, pinned: true });
    return found?.rows ?? [];
  }
}

async function position({ loaders }: Context, id: ConversationReference['id']): Promise<Position> {
  const found = (await loaders.readable(id)) ? await loaders.position.load(id) : null;
  if (!found) throw notFound('Conversation');
  return found;
}
