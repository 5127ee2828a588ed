import { forbidden, notFound } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { connection, decodeCursor, encodeCursor, paged, pageSize, type Connection } from '@parley/subgraph/connection';
import { userIdOf } from '@parley/subgraph/ids';
import { plainText } from '@parley/subgraph/text';
import { Arg, Ctx, Directive, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { z } from 'zod';
import { restoreAccount, suspendAccount } from '../actions/suspend-account';
import type { Context } from '../context';
import { isAdmin } from '../domain/tenant';
import { findAccount, listAccounts, type AccountRow, type AccountStatus } from '../store/account-list';
import { AccountConnectionType, AccountStatusEnum, AccountType } from './account';

/** Characters. */
const MAX_QUERY = 100;
const CURSOR = z.tuple([
  z.string().refine((text) => text.isWellFormed() && !text.includes('\0')),
  z.guid().transform((id) => id as UserId),
]);

@Resolver()
export class AccountOperations {
  @Directive('@tag(name: "viewer")')
  @Directive('@tag(name: "internal")')
  @paged('edges')
  @Query(() => AccountConnectionType, {
    description: 'Accounts of the tenant by name, for owners and admins. `query`: a part of the name or the address.',
  })
  async accounts(
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Arg('status', () => AccountStatusEnum, { nullable: true }) status: AccountStatus | null | undefined,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<AccountType>> {
    const { tenant, user } = viewerOf(context.principal);
    const viewer = await context.loaders.user.load(user);
    if (!viewer || !isAdmin(viewer.tenantRole)) throw forbidden('Only owners and admins may do this');
    const size = pageSize(first);
    const rows = await listAccounts(context.database, {
      tenant,
      query: plainText(query ?? '', { field: 'query', max: MAX_QUERY }),
      status: status ?? undefined,
      first: size,
      after: after == null ? undefined : decodeCursor(after, CURSOR),
    });
    return connection(rows, {
      first: size,
      after: after != null,
      cursor: ({ searchName, id }) => encodeCursor([searchName, id]),
      node: accountType,
    });
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => AccountType, {
    description:
      'All sessions of the person end, and signing in is refused with the reason until then, or until it is restored.',
  })
  async suspendAccount(
    @Arg('userId', () => ID) userId: string,
    @Arg('reason', () => String) reason: string,
    @Arg('until', () => Date, { nullable: true }) until: Date | null | undefined,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    const user = userIdOf(userId);
    await suspendAccount(context, { user, reason, until: until ?? null });
    return changedAccount(context, user);
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => AccountType)
  async restoreAccount(@Arg('userId', () => ID) userId: string, @Ctx() context: Context): Promise<AccountType> {
    const user = userIdOf(userId);
    await restoreAccount(context, user);
    return changedAccount(context, user);
  }
}

async function changedAccount({ database, principal }: Context, user: UserId): Promise<AccountType> {
  const account = await findAccount(database, viewerOf(principal).tenant, user);
  if (!account) throw notFound('User');
  return accountType(account);
}

const accountType = (row: AccountRow): AccountType => ({
  user: row,
  // of who is erased there is none any more
  email: row.status === 'CLOSED' ? null : row.email,
  status: row.status,
  suspendedUntil: row.suspendedUntil,
  lastSeenAt: row.lastSeenAt,
  createdAt: row.createdAt,
});
