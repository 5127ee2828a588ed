import { LockMode } from '@mikro-orm/core';
import { notFound } from '@parley/contracts/errors';
import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import { AccountEntity, type Account } from '../store/entities';

export interface Person {
  tenant: TenantId;
  user: UserId;
}

/**
 * An account, locked until the commit: whoever signs in or changes it at the same moment does so before, or sees what
 * this transaction made of it. Errors: NOT_FOUND.
 */
export async function lockAccount({ em }: Transaction, { tenant, user: id }: Person): Promise<Account> {
  const account = await em.findOne(AccountEntity, { id, tenant }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!account) throw notFound('User');
  return account;
}

/** Likewise, of somebody who is still here: nothing of them comes back after an erasure. Errors: NOT_FOUND. */
export async function lockOpenAccount(tx: Transaction, person: Person): Promise<Account> {
  const account = await lockAccount(tx, person);
  if (account.erasedAt) throw notFound('User');
  return account;
}
