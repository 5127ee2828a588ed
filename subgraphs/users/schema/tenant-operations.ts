import { notFound, unauthenticated } from '@parley/contracts/errors';
import { parseId, type UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { setTenantRole } from '../actions/set-tenant-role';
import { updateTenant } from '../actions/update-tenant';
import type { Context } from '../context';
import { isAdmin, type TenantRole } from '../domain/tenant';
import type { UserRow } from '../store/accounts';
import { findTenant, type TenantLimits, type TenantRow } from '../store/tenants';
import { usageOf, type TenantUsage } from '../store/usage';
import { Tenant, TenantLimitsType, TenantRoleEnum, TenantSettings, TenantUsageType, UpdateTenantInput } from './tenant';
import { User } from './user';

@Resolver(() => Tenant)
export class TenantOperations {
  @Directive('@tag(name: "viewer")')
  @Query(() => Tenant)
  async tenant(@Ctx() { database, principal }: Context): Promise<TenantRow> {
    const tenant = await findTenant(database, viewerOf(principal).tenant);
    if (!tenant) throw unauthenticated();
    return tenant;
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => Tenant)
  async updateTenant(
    @Arg('input', () => UpdateTenantInput) input: UpdateTenantInput,
    @Ctx() context: Context,
  ): Promise<TenantRow> {
    await updateTenant(context, input);
    return this.tenant(context);
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => User)
  async setTenantRole(
    @Arg('userId', () => ID) userId: string,
    @Arg('role', () => TenantRoleEnum) role: TenantRole,
    @Ctx() context: Context,
  ): Promise<UserRow> {
    const user = parseId<UserId>(userId);
    if (!user) throw notFound('User');
    await setTenantRole(context, { user, role });
    const changed = await context.loaders.user.load(user);
    if (!changed) throw notFound('User');
    return changed;
  }

  @Directive('@tag(name: "viewer")')
  @Directive('@tag(name: "internal")')
  @FieldResolver(() => TenantSettings, { nullable: true })
  async settings(@Root() tenant: TenantRow, @Ctx() context: Context): Promise<TenantSettings | null> {
    return (await runsTenant(context)) ? tenant : null;
  }

  @Directive('@tag(name: "viewer")')
  @Directive('@tag(name: "internal")')
  @FieldResolver(() => TenantLimitsType, { nullable: true })
  async limits(@Root() { limits }: TenantRow, @Ctx() context: Context): Promise<TenantLimits | null> {
    return (await runsTenant(context)) ? limits : null;
  }

  @Directive('@tag(name: "viewer")')
  @Directive('@tag(name: "internal")')
  @FieldResolver(() => TenantUsageType, { nullable: true })
  async usage(@Root() { id }: TenantRow, @Ctx() context: Context): Promise<TenantUsage | null> {
    return (await runsTenant(context)) ? usageOf(context.database, id) : null;
  }
}

/** Whether the viewer is an owner or admin. */
async function runsTenant({ principal, loaders }: Context): Promise<boolean> {
  const viewer = await loaders.user.load(viewerOf(principal).user);
  return viewer !== null && isAdmin(viewer.tenantRole);
}
