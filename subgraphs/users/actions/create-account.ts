import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ParleyError } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { setGuest } from '@parley/log/members';
import { createStream } from '@parley/log/streams';
import type { Transaction } from '@parley/database/database';
import { searchName } from '@parley/subgraph/search-name';
import { v7 as newId } from 'uuid';
import { DEFAULT_LOCALE, DEFAULT_TIME_ZONE } from '../domain/profile';
import type { UserRow } from '../store/accounts';
import { AccountEntity, type Account } from '../store/entities';
import { lockTenant, requireRoomForMember } from './lock-tenant';

type NewAccount = Pick<Account, 'tenant' | 'email' | 'passwordHash' | 'displayName'> &
  Partial<Pick<Account, 'emailVerifiedAt' | 'bio' | 'locale' | 'timeZone' | 'bot' | 'scopes' | 'role'>>;

/**
 * Makes the account and its log. Errors: CONFLICT for an address that has one in this tenant; QUOTA_EXCEEDED where the tenant
 * has as many members as it may.
 */
export async function createAccount(
  tx: Transaction,
  { passwordHash, role = 'MEMBER', ...account }: NewAccount,
): Promise<UserRow> {
  const tenant = await lockTenant(tx, account.tenant);
  if (!account.bot) await requireRoomForMember(tx, tenant);
  const user = {
    ...{
      emailVerifiedAt: null,
      bio: null,
      locale: DEFAULT_LOCALE,
      timeZone: DEFAULT_TIME_ZONE,
      bot: false,
      scopes: [],
    },
    ...account,
    ...{ id: newId() as UserId, avatar: null, createdAt: new Date() },
    ...{ credentialsVersion: 0 },
    ...{ chosenPresence: 'ONLINE' as const, presenceText: null, lastActiveAt: null },
    tenantRole: role,
  };
  await createStream(tx, { stream: user.id, tenant: user.tenant });
  if (role === 'GUEST') await setGuest(tx, user.id, true);
  const { tenantRole: _, ...stored } = user;
  const row = tx.em.create(AccountEntity, { ...stored, role, passwordHash, searchName: searchName(user.displayName) });
  try {
    await tx.em.flush();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException)
      throw new ParleyError('CONFLICT', 'This e-mail address cannot be used for a new account', { cause: error });
    throw error;
  }
  // the database made it
  return { ...user, handle: row.handle };
}
