import { invalid, unauthenticated } from '@parley/contracts/errors';
import { parseId, type UserId } from '@parley/contracts/ids';
import type { LatestEnvelope, LatestSource } from '@parley/contracts/live';
import { viewerOf } from '@parley/contracts/principal';
import { refuseToSubscribe } from '@parley/subgraph/build-subgraph';
import { Opaque } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { setPresence } from '../actions/set-presence';
import type { Context } from '../context';
import type { PresenceStatus } from '../domain/presence';
import { presenceTopic } from '../domain/presence-topic';
import { Presence, presenceOf, PresenceStatusEnum } from './presence';
import type { ShownUser } from './shown-user';
import { User } from './user';

const MAX_WATCHED = 1_000;
const INTERVAL_MS = 1_000;

@Resolver(() => Presence)
export class PresenceOperations {
  @FieldResolver(() => User, { nullable: true })
  user(@Root() { user }: Presence): ShownUser {
    return user;
  }

  @Mutation(() => Presence)
  async setPresence(
    @Arg('status', () => PresenceStatusEnum) status: PresenceStatus,
    @Arg('text', () => String, { nullable: true }) text: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Presence> {
    await setPresence(context, { status, text });
    const user = await context.loaders.user.load(viewerOf(context.principal).user);
    if (!user) throw unauthenticated();
    return presenceOf(user, context);
  }

  @Subscription(() => [Presence], {
    subscribe: refuseToSubscribe,
    description: 'The presence of these people: first the present state of each, then changes, in batches.',
  })
  async presenceChanges(
    @Root() { keys }: LatestEnvelope,
    @Arg('userIds', () => [ID]) _userIds: string[],
    @Ctx() context: Context,
  ): Promise<Presence[]> {
    const users = await knownUsers(keys, context);
    return Promise.all(users.map((user) => presenceOf(user, context)));
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'What `presenceChanges` listens to.' })
  async presenceChangesSource(
    @Arg('userIds', () => [ID]) userIds: string[],
    @Ctx() context: Context,
  ): Promise<LatestSource> {
    viewerOf(context.principal);
    if (userIds.length > MAX_WATCHED)
      throw invalid({ field: 'userIds', problem: `must be at most ${MAX_WATCHED} people` });
    const ids = (await knownUsers(userIds, context)).map(({ id }) => id);
    return { delivery: 'latest', topics: ids.map(presenceTopic), initial: ids, intervalMs: INTERVAL_MS };
  }
}

/** Those of the principal's tenant, each once. Any other id is nobody, and nothing is said of it. */
async function knownUsers(ids: readonly string[], { loaders }: Context): Promise<ShownUser[]> {
  const parsed = new Set(ids.flatMap((id) => parseId<UserId>(id) ?? []));
  const users = await Promise.all([...parsed].map((id) => loaders.user.load(id)));
  return users.filter((user) => user !== null);
}
