import type { TenantId, UserId } from '@parley/contracts/ids';
import { newOpaqueToken } from '@parley/identity/opaque-token';
import type { Database } from '@parley/database/database';
import type { NewPerson } from '@parley/subgraph/accounts';
import { newEmail, newPassword } from '../../domain/credentials';
import { createPasswords } from '../../domain/passwords';
import { displayName } from '../../domain/profile';
import type { TenantRole } from '../../domain/tenant';
import { createAccount } from '../create-account';
import { lockOpenAccount, type Person } from '../lock-account';
import { lockTenant } from '../lock-tenant';
import { restore, suspend } from '../set-suspension';
import { changeRole } from '../set-tenant-role';

/**
 * Makes an account, whatever the tenant's policy of sign-ups is. Without a password, it makes one up, and gives it. Errors:
 * VALIDATION_FAILED; CONFLICT; QUOTA_EXCEEDED.
 */
export async function createPerson(
  database: Database,
  tenant: TenantId,
  { email, name, role = 'MEMBER', scopes = [], password: given }: NewPerson,
): Promise<{ user: UserId; password: string }> {
  const account = {
    tenant,
    email: newEmail(email, 'email'),
    displayName: displayName(name, 'name'),
    role,
    scopes,
  };
  const password = given === undefined ? newOpaqueToken() : newPassword(given, 'password');
  const passwordHash = await hashOnce(password);
  const { id } = await database.transaction((tx) => createAccount(tx, { ...account, passwordHash }));
  return { user: id, password };
}

async function hashOnce(password: string): Promise<string> {
  const passwords = createPasswords();
  try {
    return await passwords.hash(password);
  } finally {
    await passwords.close();
  }
}

/** Errors: NOT_FOUND; CONFLICT for the last owner, who stays one. */
export async function setRole(database: Database, person: Person, role: TenantRole): Promise<void> {
  await database.transaction(async (tx) => {
    await lockTenant(tx, person.tenant);
    await changeRole(tx, await lockOpenAccount(tx, person), role);
  });
}

interface Suspending {
  reason?: string;
  /** When they may sign in again; without it, not before somebody restores the account. */
  until?: Date;
}

/** All sessions of the person and of their bots end, and nobody signs in to the account. Returns the number of sessions. Errors: NOT_FOUND. */
export const suspendPerson = (database: Database, person: Person, { reason, until }: Suspending): Promise<number> =>
  database.transaction(async (tx) => {
    const account = await lockOpenAccount(tx, person);
    return (await suspend(tx, account, { reason: reason ?? null, until: until ?? null })).length;
  });

/** The person may sign in again. Errors: NOT_FOUND. */
export const restorePerson = (database: Database, person: Person): Promise<void> =>
  database.transaction(async (tx) => restore(tx, await lockOpenAccount(tx, person)));
