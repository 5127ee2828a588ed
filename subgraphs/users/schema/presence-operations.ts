import { unavailable } from '@parley/contracts/errors';
import { refuseToSubscribe } from '@parley/runtime/graphql/build-subgraph';
import { Opaque } from '@parley/runtime/graphql/scalars';
import { Arg, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Presence, PresenceStatus } from './presence';
import type { ShownUser } from './shown-user';
import { User } from './user';

@Resolver(() => Presence)
export class PresenceOperations {
  @FieldResolver(() => User, { nullable: true })
  user(@Root() { user }: Presence): ShownUser {
    return user;
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
