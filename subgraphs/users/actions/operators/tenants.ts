import { ParleyError } from '@parley/contracts/errors';
import type { TenantId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { MadeInvitation, NewTenant, TenantLimits } from '@parley/subgraph/accounts';
import { v7 as newId } from 'uuid';
import { newEmail, normalizeSlug } from '../../domain/credentials';
import { emailDomains, tenantName, type SignUpPolicy, type TenantRole } from '../../domain/tenant';
import { TenantEntity } from '../../store/entities';
import { endSessionsOfTenant } from '../../store/sessions';
import { findTenantBySlug } from '../../store/tenants';
import { insertInvitation } from '../create-invitation';
import { lockTenant } from '../lock-tenant';

/** Errors: VALIDATION_FAILED; CONFLICT where there is a tenant of this slug. */
export async function createTenant(database: Database, input: NewTenant): Promise<TenantId> {
  const slug = normalizeSlug(input.slug);
  if (slug === undefined)
    throw new ParleyError('VALIDATION_FAILED', 'A tenant is named in a-z, 0-9 and -, up to 63 of them');
  const name = tenantName(input.name ?? slug, 'name');
  const domains = emailDomains(input.emailDomains ?? [], 'email-domain');
  const signUp = input.signUp.toLowerCase() as Lowercase<SignUpPolicy>;
  const id = newId() as TenantId;
  await database.transaction(async (tx) => {
    if (await findTenantBySlug(tx, slug)) throw new ParleyError('CONFLICT', `There is a tenant ${slug} already`);
    const yes = { membersMayInvite: true, membersMayCreateChannels: true };
    const rest = { emailDomains: domains, requireTotp: false, createdAt: new Date() };
    tx.em.create(TenantEntity, { id, slug, name, signUp, ...yes, ...rest });
    await tx.em.flush();
  });
  return id;
}

interface OperatorsInvitation {
  tenant: TenantId;
  email?: string;
  role: TenantRole;
  days: number;
  uses: number;
}

/** An invitation of the operators: it holds whatever the tenant's policy of sign-ups is. Errors: VALIDATION_FAILED. */
export async function inviteAsOperator(
  database: Database,
  { tenant, email, role, days, uses }: OperatorsInvitation,
): Promise<MadeInvitation> {
  const address = email === undefined ? null : newEmail(email, 'email');
  const invitation = await database.transaction((tx) =>
    insertInvitation(
      tx,
      {
        ...{ tenant, role, email: address, conversation: null, createdBy: null },
        ...{ expiresInSeconds: days * 86_400, maxUses: uses },
      },
      new Date(),
    ),
  );
  return { code: invitation.code, expiresAt: invitation.expiresAt };
}

/** Undefined leaves a limit as it is; null takes it away. */
export async function setLimits(database: Database, id: TenantId, limits: Partial<TenantLimits>): Promise<void> {
  await database.transaction(async (tx) => {
    const tenant = await lockTenant(tx, id);
    if (limits.members !== undefined) tenant.maxMembers = limits.members;
    if (limits.sockets !== undefined) tenant.maxSockets = limits.sockets;
    if (limits.messagesPerDay !== undefined) tenant.maxMessagesPerDay = limits.messagesPerDay;
    if (limits.storageBytes !== undefined) tenant.maxStorageBytes = limits.storageBytes;
  });
}

/** Nobody signs in or up any more, and all sessions end. Tells how many it were. Again, it ends those that began meanwhile. */
export async function suspendTenant(database: Database, id: TenantId, reason: string | undefined): Promise<number> {
  await database.transaction(async (tx) => {
    const tenant = await lockTenant(tx, id);
    tenant.suspendedAt ??= new Date();
    if (reason !== undefined) tenant.suspendedBecause = reason;
  });
  return (await endSessionsOfTenant(database, id)).length;
}

/** People may sign in again. */
export async function resumeTenant(database: Database, id: TenantId): Promise<void> {
  await database.transaction(async (tx) => {
    tx.em.assign(await lockTenant(tx, id), { suspendedAt: null, suspendedBecause: null });
  });
}
