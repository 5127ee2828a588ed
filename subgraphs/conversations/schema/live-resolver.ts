import { unavailable } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { refuseToSubscribe } from '@parley/runtime/graphql/build-subgraph';
import { Opaque } from '@parley/runtime/graphql/scalars';
import { Arg, Ctx, Directive, ID, Query, Resolver, Subscription } from 'type-graphql';
import type { Context } from '../context';
import { ConversationMemberType, ReadStateType, TypingStateType } from './types';

/** What is told while it lasts and never replayed: the latest counts. */
@Resolver()
export class LiveResolver {
  @Directive('@tag(name: "viewer")')
  @Subscription(() => [ReadStateType], {
    subscribe: refuseToSubscribe,
    description: "The viewer's own read states, from whatever device they changed; the latest counts.",
  })
  readStateChanges(@Ctx() context: Context): never {
    return notYet(context);
  }

  @Subscription(() => [ConversationMemberType], {
    subscribe: refuseToSubscribe,
    description: 'Who has read how far, batched; the latest counts.',
  })
  receiptChanges(@Arg('conversationId', () => ID) _conversationId: string, @Ctx() context: Context): never {
    return notYet(context);
  }

  @Subscription(() => TypingStateType, {
    subscribe: refuseToSubscribe,
    description: 'Who is typing, as a set, at most every 250 ms and only when it changed.',
  })
  typingChanges(@Arg('conversationId', () => ID) _conversationId: string, @Ctx() context: Context): never {
    return notYet(context);
  }

  @Directive('@inaccessible')
  @Query(() => Opaque)
  readStateChangesSource(@Ctx() context: Context): never {
    return notYet(context);
  }

  @Directive('@inaccessible')
  @Query(() => Opaque)
  receiptChangesSource(@Arg('conversationId', () => ID) _conversationId: string, @Ctx() context: Context): never {
    return notYet(context);
  }

  @Directive('@inaccessible')
  @Query(() => Opaque)
  typingChangesSource(@Arg('conversationId', () => ID) _conversationId: string, @Ctx() context: Context): never {
    return notYet(context);
  }
}

function notYet({ principal }: Context): never {
  viewerOf(principal);
  throw unavailable('This is not told live yet');
}
