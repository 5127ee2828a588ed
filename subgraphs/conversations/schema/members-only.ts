import { notFound } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { topicOf, type LatestSource, type LiveHead, type LiveReplay } from '@parley/contracts/live';
import { headsOfTopics, replayLog } from '@parley/log/live-source';
import { requireMember } from '@parley/log/members';
import { readHeads } from '@parley/log/read';
import { Opaque, Seq } from '@parley/runtime/graphql/scalars';
import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';

/**
 * For a source that all members of a conversation share: answers are executed for all of them at once, and whoever
 * loses access is cut off by the conversation's log. Errors: NOT_FOUND for whoever is no member.
 */
export async function membersOnly(
  { database, principal }: Pick<Context, 'database' | 'principal'>,
  conversation: ConversationId,
): Promise<Pick<LatestSource, 'principal' | 'guard'>> {
  // the head before the membership: an end of it that is not seen here is after this position
  const head = (await readHeads(database, [conversation])).get(conversation);
  const { viewer } = await requireMember(database, principal, conversation);
  if (!head) throw notFound('Conversation');
  const { seq, epoch } = head;
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
    @Ctx() { database, principal }: Context,
    @Arg('topic', () => String) topic: string,
    @Arg('after', () => Seq) after: number,
    @Arg('first', () => Int) first: number,
  ): Promise<LiveReplay> {
    return replayLog(database, principal, { topic, after, first });
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LiveHeads, for the gateway.' })
  membershipHeads(@Ctx() { database }: Context, @Arg('topics', () => [String]) topics: string[]): Promise<LiveHead[]> {
    return headsOfTopics(database, topics);
  }
}
