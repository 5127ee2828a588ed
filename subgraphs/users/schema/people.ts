import { unauthenticated } from '@parley/contracts/errors';
import { parseId, type UserId } from '@parley/contracts/ids';
import { tenantOf, viewerOf } from '@parley/contracts/principal';
import { paged, pageSize } from '@parley/subgraph/connection';
import { Arg, Ctx, Directive, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { updateProfile } from '../actions/update-profile';
import type { Context } from '../context';
import { plainText } from '@parley/subgraph/text';
import type { UserRow } from '../store/accounts';
import { listUsers } from '../store/user-list';
import { UpdateProfileInput } from './inputs';
import { User, UserConnection } from './user';

const PAGE = 20;
const MAX_QUERY = 100;

@Resolver()
export class People {
  @Directive('@tag(name: "enrolling")')
  @Query(() => User)
  async me(@Ctx() context: Context): Promise<UserRow> {
    const user = await context.loaders.user.load(viewerOf(context.principal).user);
    if (!user) throw unauthenticated();
    return user;
  }

  @Query(() => User, { nullable: true })
  async user(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<UserRow | null> {
    return findUser({ id }, context);
  }

  @paged('edges')
  @Query(() => UserConnection)
  users(
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Arg('first', () => Int, { nullable: true, defaultValue: PAGE }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { database, principal }: Context,
  ): Promise<UserConnection> {
    return listUsers(database, viewerOf(principal), {
      query: plainText(query ?? '', { field: 'query', max: MAX_QUERY }),
      first: pageSize(first),
      after: after ?? undefined,
    });
  }

  @Mutation(() => User)
  async updateProfile(
    @Arg('input', () => UpdateProfileInput) input: UpdateProfileInput,
    @Ctx() context: Context,
  ): Promise<UserRow> {
    await updateProfile(context, input);
    return this.me(context);
  }
}

/** A person of the principal's tenant. Also what another subgraph's reference resolves to. */
export async function findUser({ id }: { id: string }, { principal, loaders }: Context): Promise<UserRow | null> {
  tenantOf(principal);
  const user = parseId<UserId>(id);
  return user ? loaders.user.load(user) : null;
}
