import { LockMode } from '@mikro-orm/core';
import { forbidden, notFound, quotaExceeded } from '@parley/contracts/errors';
import type { TenantId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Transaction } from '@parley/database/database';
import { isAdmin } from '../domain/tenant';
import { TenantEntity, type Account, type TenantRecord } from '../store/entities';
import { countMembers } from '../store/tenants';
import { lockOpenAccount } from './lock-account';

/** A tenant, locked until the commit: nobody signs up, and no role changes meanwhile. Errors: NOT_FOUND. */
export async function lockTenant({ em }: Transaction, id: TenantId): Promise<TenantRecord> {
  const tenant = await em.findOne(TenantEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!tenant) throw notFound('Tenant');
  return tenant;
}

/** The viewer's tenant and account, both locked. Errors: FORBIDDEN for others than owners and admins. */
export async function lockForAdmin(tx: Transaction, viewer: Viewer): Promise<{ tenant: TenantRecord; admin: Account }> {
  const tenant = await lockTenant(tx, viewer.tenant);
  const admin = await lockOpenAccount(tx, viewer);
  if (!isAdmin(admin.role)) throw forbidden('Only owners and admins may do this');
  return { tenant, admin };
}

/** Errors: QUOTA_EXCEEDED where the tenant has as many members as it may. The caller has locked the tenant. */
export async function requireRoomForMember(tx: Transaction, { id, maxMembers }: TenantRecord): Promise<void> {
  if (maxMembers === null || maxMembers === undefined) return;
  const used = await countMembers(tx, id);
  if (used >= maxMembers)
    throw quotaExceeded('This workspace has no room for more members: ask one of its owners or admins', {
      quota: 'members',
      limit: maxMembers,
      used,
    });
}
