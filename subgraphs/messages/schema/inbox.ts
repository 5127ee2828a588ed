import { unavailable } from '@parley/contracts/errors';
import { refuseToSubscribe } from '@parley/runtime/graphql/build-subgraph';
import { Opaque, Seq } from '@parley/runtime/graphql/scalars';
import { Arg, Directive, Field, ID, InputType, Query, Resolver, Subscription } from 'type-graphql';
import { ConversationEvent } from './events';

@InputType()
export class ConversationPosition {
  @Field(() => ID)
  conversationId!: string;

  @Field(() => Seq)
  seq!: number;

  @Field(() => ID, { nullable: true })
  epoch?: string;
}

@Resolver()
export class InboxResolver {
  @Subscription(() => ConversationEvent, {
    subscribe: refuseToSubscribe,
    description:
      "All of the viewer's conversations through one subscription. It follows membership: a conversation\n" +
      'joined is heard at once, and one left, or that the viewer was removed from, is silent at once.\n' +
      "`since` is the viewer's own position (`me.seq`): joins and leaves after it are replayed. At most 1,000 positions; the others start live.",
  })
  inboxEvents(
    @Arg('after', () => [ConversationPosition], { nullable: true }) _after?: ConversationPosition[],
    @Arg('since', () => Seq, { nullable: true }) _since?: number,
  ): ConversationEvent {
    throw unavailable('inboxEvents is not served yet');
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveSource of inboxEvents.' })
  inboxEventsSource(
    @Arg('after', () => [ConversationPosition], { nullable: true }) _after?: ConversationPosition[],
    @Arg('since', () => Seq, { nullable: true }) _since?: number,
  ): never {
    throw unavailable('inboxEvents is not served yet');
  }
}
