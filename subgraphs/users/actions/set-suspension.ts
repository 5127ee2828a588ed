import type { SessionId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import { endSessionsOfBotsOf } from '../store/bots';
import type { Account } from '../store/entities';
import { endSessions } from '../store/sessions';

export interface NewSuspension {
  reason: string | null;
  /** When they may sign in again; null: not before somebody restores the account. */
  until: Date | null;
}

/**
 * Suspends an account that the caller has locked: nobody signs in to it, and all sessions of the person and of their bots end. Returns
 * the sessions, whose access tokens have to be revoked after the commit.
 */
export async function suspend(
  tx: Transaction,
  account: Account,
  { reason, until }: NewSuspension,
): Promise<SessionId[]> {
  tx.em.assign(account, { suspendedAt: new Date(), suspendedUntil: until, suspendedBecause: reason });
  await tx.em.flush();
  const { id: user, tenant } = account;
  return [...(await endSessionsOfBotsOf(tx, user)), ...(await endSessions(tx, { tenant, user }))];
}

/** The person may sign in again. The caller has locked the account. */
export const restore = (tx: Transaction, account: Account): void =>
  void tx.em.assign(account, { suspendedAt: null, suspendedUntil: null, suspendedBecause: null });
