import { invalid } from '@parley/contracts/errors';
import { parseId, type ConversationId } from '@parley/contracts/ids';
import { topicOf, type Envelope, type LiveTopic, type LogSource } from '@parley/contracts/live';
import { viewerOf, type Viewer } from '@parley/contracts/principal';
import { isReadable, resyncRequired } from '@parley/log/positions';
import { refuseToSubscribe } from '@parley/subgraph/build-subgraph';
import { Opaque, Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, Field, ID, InputType, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../context';
import { memberships, ownHead, type MembershipPosition } from '../store/memberships';
import { eventOfEnvelope } from './event-of';
import { ConversationEvent } from './events';

/** Positions that a subscriber may give. */
const MAX_POSITIONS = 1_000;

@InputType()
export class ConversationPosition {
  @Field(() => ID)
  conversationId!: string;

  @Field(() => Seq)
  seq!: number;

  @Field(() => ID, { nullable: true })
  epoch?: string | null;
}

@Resolver()
export class InboxResolver {
  @Subscription(() => ConversationEvent, {
    subscribe: refuseToSubscribe,
    description:
      "The events of all of the viewer's conversations in one subscription. It follows the viewer's memberships: events of a\n" +
      'conversation start as soon as the viewer joins, and stop as soon as the viewer leaves or is removed.\n' +
      "`since` is the viewer's own position (`me.seq`): joins and leaves after it are replayed. `after` takes at most 1,000\n" +
      'positions; conversations without one start live.',
  })
  inboxEvents(
    @Root() envelope: Envelope,
    @Ctx() context: Context,
    @Arg('after', () => [ConversationPosition], { nullable: true }) _after?: ConversationPosition[],
    @Arg('since', () => Seq, { nullable: true }) _since?: number,
  ): Promise<ConversationEvent> {
    return eventOfEnvelope(context, envelope);
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LogSource of inboxEvents.' })
  async inboxEventsSource(
    @Ctx() { database, principal }: Context,
    @Arg('after', () => [ConversationPosition], { nullable: true }) after?: ConversationPosition[] | null,
    @Arg('since', () => Seq, { nullable: true }) since?: number | null,
  ): Promise<LogSource> {
    const viewer = viewerOf(principal);
    const positions = positionsOf(after ?? []);
    // the person's own position first: what begins after it arrives through the control log
    const own = await ownHead(database, viewer);
    if (!isReadable(own, { after: since })) throw resyncRequired(own);
    const present = await memberships(database, viewer, since ?? own.seq);
    return {
      delivery: 'log',
      topics: present.map((membership) =>
        topicOfMembership(membership, viewer, positions.get(membership.conversation)),
      ),
      control: {
        name: topicOf(viewer.user),
        seq: own.seq,
        epoch: own.epoch,
        after: since ?? own.seq,
        principal: viewer,
      },
      replay: 'conversationReplay',
      heads: 'conversationHeads',
    };
  }
}

function positionsOf(after: readonly ConversationPosition[]): Map<ConversationId, ConversationPosition> {
  if (after.length > MAX_POSITIONS)
    throw invalid({ field: 'after', problem: `has more than ${MAX_POSITIONS} positions` });
  const known = after.flatMap((position) => {
    const id = parseId<ConversationId>(position.conversationId);
    return id ? [[id, position] as const] : [];
  });
  return new Map(known);
}

/** From the position given; a membership newer than `since` from its beginning; any other from now on. */
function topicOfMembership(
  membership: MembershipPosition,
  { tenant }: Viewer,
  position: ConversationPosition | undefined,
): LiveTopic {
  const { conversation, seq, epoch, startedAt } = membership;
  const after = position?.seq ?? (startedAt === null ? seq : startedAt - 1);
  if (!isReadable(membership, { after, epoch: position?.epoch })) throw resyncRequired(membership, { conversation });
  return { name: topicOf(conversation), seq, epoch, after, principal: { kind: 'topic', tenant, conversation } };
}
