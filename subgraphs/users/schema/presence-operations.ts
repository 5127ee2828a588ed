import { unavailable } from '@parley/contracts/errors';
import { refuseToSubscribe } from '@parley/runtime/graphql/build-subgraph';
import { Opaque } from '@parley/runtime/graphql/scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../context';
import type { UserRow } from '../store/accounts';
import { Presence, PresenceStatus } from './presence';
import { User } from './user';

@Resolver(() => Presence)
export class PresenceOperations {
  @FieldResolver(() => User, { nullable: true, name: 'user' })
  presentUser(@Root() { user }: Presence, @Ctx() { loaders }: Context): Promise<UserRow | null> {
    return loaders.user.load(user.id);
  }

  @Mutation(() => Presence)
  setPresence(
    @Arg('status', () => PresenceStatus) _status: PresenceStatus,
    @Arg('text', () => String, { nullable: true }) _text?: string,
  ): Presence {
    throw notKept();
  }

  @Subscription(() => [Presence], {
    subscribe: refuseToSubscribe,
    description: 'Who is online: the present state of each at once, then each change, batched.',
  })
  presenceChanges(@Arg('userIds', () => [ID]) _userIds: string[]): Presence[] {
    throw notKept();
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'What `presenceChanges` listens to.' })
  presenceChangesSource(@Arg('userIds', () => [ID]) _userIds: string[]): unknown {
    throw notKept();
  }
}

const notKept = () => unavailable('Presence is not kept by this server');
