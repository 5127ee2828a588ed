import type { ConversationId } from '@parley/contracts/ids';
import { topicOf, type LatestSource, type LiveHead, type LiveReplay } from '@parley/contracts/live';
import { viewerOf } from '@parley/contracts/principal';
import { headsOfTopics, replayLog } from '@parley/log/live-source';
import { Opaque, Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';

/**
 * For a source that all members of a conversation share: results are executed for all of them at once, and whoever
 * leaves or is removed is cut off by the conversation's log. Errors: FORBIDDEN for a reader of a public channel who is
 * no member; NOT_FOUND for everybody else who is none.
 */
export async function membersOnly(
  { memberHeads, principal }: Pick<Context, 'memberHeads' | 'principal'>,
  conversation: ConversationId,
): Promise<Pick<LatestSource, 'principal' | 'guard'>> {
  const viewer = viewerOf(principal);
  const { seq, epoch } = await memberHeads.of(viewer, conversation);
  const shared = { kind: 'topic', tenant: viewer.tenant, conversation };
  const topic = { name: topicOf(conversation), seq, epoch, after: seq, principal: shared };
  return { principal: shared, guard: { topic, replay: 'membershipReplay', heads: 'membershipHeads' } };
}

/** The conversation's log, for the gateway to see in it who is cut off. */
@Resolver()
export class MembershipLogResolver {
  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveReplay, for the gateway.' })
  membershipReplay(
    @Ctx() { logReads, principal }: Context,
    @Arg('topic', () => String) topic: string,
    @Arg('after', () => Seq) after: number,
    @Arg('first', () => Int) first: number,
  ): Promise<LiveReplay> {
    return replayLog(logReads, principal, { topic, after, first });
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveHeads, for the gateway.' })
  membershipHeads(@Ctx() { databases }: Context, @Arg('topics', () => [String]) topics: string[]): Promise<LiveHead[]> {
    return headsOfTopics(databases.system, topics);
  }
}
