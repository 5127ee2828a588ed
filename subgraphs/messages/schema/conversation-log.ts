import { notFound } from '@parley/contracts/errors';
import { parseId, type ConversationId } from '@parley/contracts/ids';
import { topicOf, type Envelope, type LiveHead, type LiveReplay, type LogSource } from '@parley/contracts/live';
import { viewerOf } from '@parley/contracts/principal';
import type { ReaderHead } from '@parley/log/member-heads';
import { headsOfTopics, replayLog } from '@parley/log/live-source';
import { isReadable, resyncRequired } from '@parley/log/positions';
import { readEntries } from '@parley/log/read';
import { refuseToSubscribe } from '@parley/subgraph/build-subgraph';
import { paged, pageSize } from '@parley/subgraph/connection';
import { Opaque, Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../context';
import { eventOf, eventOfEnvelope } from './event-of';
import { ConversationChanges, ConversationEvent } from './events';

/** The conversation's log to all who may read it: by page, and as a live source. */
@Resolver()
export class ConversationLogResolver {
  @paged('events')
  @Query(() => ConversationChanges, {
    description: 'All events of a conversation after the position `after`, in order: for a client that was offline.',
  })
  async conversationChanges(
    @Ctx() context: Context,
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('after', () => Seq) after: number,
    @Arg('epoch', () => ID, { nullable: true }) epoch: string | undefined,
    @Arg('first', () => Int, { nullable: true, defaultValue: 200 }) first: number,
  ): Promise<ConversationChanges> {
    const limit = pageSize(first);
    const head = await headForReader(context, conversationId);
    const at = { seq: head.seq, epoch: head.epoch };
    const entries = isReadable(head, { after, epoch })
      ? await readEntries(context.logReads, head, { after, first: limit + 1 })
      : undefined;
    if (!entries) return { ...at, events: [], hasMore: false, resync: true };
    context.rememberPosition(head.stream as ConversationId, head);
    const events = await Promise.all(entries.slice(0, limit).map((entry) => eventOf(context, entry)));
    return { ...at, events, hasMore: entries.length > limit, resync: false };
  }

  @Subscription(() => ConversationEvent, {
    subscribe: refuseToSubscribe,
    description:
      'The events of one conversation. With `after`, the subscription first replays all events after that position and then continues\n' +
      'live, in order, without gaps and repeats. After any interruption, subscribe again with the last `seq` that you received.\n' +
      'A replayed event shows its message in its present state (or newer than the event), and never what has been deleted since.\n' +
      'Each frame has `extensions.seq`, even if its data has errors. A viewer who loses access gets `error` NOT_FOUND, and nothing\n' +
      'after it. So does a member who leaves or is removed; they can subscribe to a public channel again.',
  })
  conversationEvents(
    @Root() envelope: Envelope,
    @Ctx() context: Context,
    @Arg('conversationId', () => ID) _conversationId: string,
    @Arg('after', () => Seq, { nullable: true }) _after?: number,
    @Arg('epoch', () => ID, { nullable: true }) _epoch?: string,
  ): Promise<ConversationEvent> {
    return eventOfEnvelope(context, envelope);
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveSource of conversationEvents.' })
  async conversationEventsSource(
    @Ctx() context: Context,
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('after', () => Seq, { nullable: true }) after?: number,
    @Arg('epoch', () => ID, { nullable: true }) epoch?: string,
  ): Promise<LogSource> {
    const { tenant } = viewerOf(context.principal);
    const head = await headForReader(context, conversationId);
    if (!isReadable(head, { after, epoch })) throw resyncRequired(head);
    const conversation = head.stream as ConversationId;
    return {
      delivery: 'log',
      topics: [
        {
          name: topicOf(conversation),
          seq: head.seq,
          epoch: head.epoch,
          after: after ?? head.seq,
          principal: { kind: 'topic', tenant, conversation, ...(!head.isMember && { nonMembers: true }) },
        },
      ],
      replay: 'conversationReplay',
      heads: 'conversationHeads',
    };
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveReplay, for the gateway.' })
  conversationReplay(
    @Ctx() { logReads, principal }: Context,
    @Arg('topic', () => String) topic: string,
    @Arg('after', () => Seq) after: number,
    @Arg('first', () => Int) first: number,
  ): Promise<LiveReplay> {
    return replayLog(logReads, principal, { topic, after, first });
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveHeads, for the gateway.' })
  conversationHeads(
    @Ctx() { databases }: Context,
    @Arg('topics', () => [String]) topics: string[],
  ): Promise<LiveHead[]> {
    return headsOfTopics(databases.system, topics);
  }
}

/** Where the log is, for a viewer who may read it: what ends that, if it is not seen here, is after this position. */
async function headForReader({ memberHeads, principal }: Context, conversationId: string): Promise<ReaderHead> {
  const viewer = viewerOf(principal);
  const conversation = parseId<ConversationId>(conversationId);
  if (!conversation) throw notFound('Conversation');
  return memberHeads.ofReader(viewer, conversation);
}
