import { notFound } from '@parley/contracts/errors';
import { Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import type { MessageRow, ReadHead } from '../store/messages';
import { Message, MessageConnection } from './message';
import { messagePage, type PositionOrCursor } from './message-page';
import { ConversationReference } from './references';

@Resolver(() => ConversationReference)
export class ConversationResolver {
  @FieldResolver(() => Seq)
  async seq(@Root() { id }: ConversationReference, @Ctx() context: Context): Promise<number> {
    return (await head(context, id)).seq;
  }

  @FieldResolver(() => ID)
  async epoch(@Root() { id }: ConversationReference, @Ctx() context: Context): Promise<string> {
    return (await head(context, id)).epoch;
  }

  @FieldResolver(() => MessageConnection, {
    description:
      'By position, never by time. With neither argument, or `before`: newest first. `after`: oldest first. `around`: oldest first, half on each side.\n' +
      'Two of them: VALIDATION_FAILED. `hasNextPage` tells of more in the direction of reading; a cursor is the position in decimal.\n' +
      'Each takes a cursor as well. One of a page that reads newest first has a zero in front: `after` goes on in that direction with it.',
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
    const found = await loaders.slice.load({ conversation: id, slice: { order: 'descending', limit: 1 } });
    return found?.rows[0] ?? null;
  }

  @FieldResolver(() => [Message])
  async pinned(@Root() { id }: ConversationReference, @Ctx() { loaders }: Context): Promise<MessageRow[]> {
    const found = await loaders.slice.load({
      conversation: id,
      slice: { order: 'ascending', limit: 50, pinned: true },
    });
    return found?.rows ?? [];
  }
}

async function head({ loaders }: Context, id: ConversationReference['id']): Promise<ReadHead> {
  const found = (await loaders.readable(id)) ? await loaders.head.load(id) : null;
  if (!found) throw notFound('Conversation');
  return found;
}
