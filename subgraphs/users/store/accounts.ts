import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ParleyError, notFound } from '@parley/contracts/errors';
import type { AttachmentId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { createStream } from '@parley/log/streams';
import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import { v7 as newId } from 'uuid';
import { DEFAULT_LOCALE, DEFAULT_TIME_ZONE } from '../domain/profile';
import type { PresenceStatus } from '../domain/presence';
import { searchName } from '@parley/subgraph/search-name';
import { AccountEntity, type Account } from './entities';

/** A person or bot as others may see it; the e-mail address is for themselves only. */
export interface UserRow {
  id: UserId;
  tenant: TenantId;
  email: string;
  displayName: string;
  /** One of its kind in the tenant. */
  handle: string;
  bio: string | null;
  locale: string;
  timeZone: string;
  avatar: AttachmentId | null;
  bot: boolean;
  scopes: string[];
  createdAt: Date;
  /** As what they want to be shown while they are connected. */
  wishedPresence: PresenceStatus;
  presenceText: string | null;
  /** To the minute. */
  lastActiveAt: Date | null;
}

export const USER_COLUMNS = `a.id, a.tenant, a.email, a.display_name as "displayName", a.handle, a.bio, a.locale,
  a.time_zone as "timeZone", a.avatar, a.bot, a.scopes, a.created_at as "createdAt",
  a.presence as "wishedPresence", a.presence_text as "presenceText", a.last_active_at as "lastActiveAt"`;

export async function findUsers(sql: Sql, tenant: TenantId, ids: readonly UserId[]): Promise<Map<UserId, UserRow>> {
  const rows = await sql.query<UserRow>(
    `select ${USER_COLUMNS} from users.account a where a.tenant = $1 and a.id = any ($2::uuid[])`,
    [tenant, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findCredentials(
  sql: Sql,
  { tenant, email }: { tenant: string; email: string },
): Promise<(UserRow & { passwordHash: string; secondFactor: boolean }) | undefined> {
  const [row] = await sql.query<UserRow & { passwordHash: string; secondFactor: boolean }>(
    `select ${USER_COLUMNS}, a.password_hash as "passwordHash",
            exists (select from users.totp f where f.account = a.id and f.confirmed_at is not null) as "secondFactor"
     from users.account a join users.tenant t on t.id = a.tenant
     where t.slug = $1 and a.email = $2 and a.erased_at is null`,
    [tenant, email],
  );
  return row;
}

type NewAccount = Pick<Account, 'tenant' | 'email' | 'passwordHash' | 'displayName'> &
  Partial<Pick<Account, 'bio' | 'locale' | 'timeZone' | 'bot' | 'scopes'>>;

/** Makes the account and its log. Errors: CONFLICT for an address that has one in this tenant. */
export async function createAccount(tx: Transaction, account: NewAccount): Promise<UserRow> {
  const row = {
    ...{ bio: null, locale: DEFAULT_LOCALE, timeZone: DEFAULT_TIME_ZONE, bot: false, scopes: [] },
    ...account,
    ...{ id: newId() as UserId, avatar: null, createdAt: new Date() },
  };
  await createStream(tx, { stream: row.id, tenant: row.tenant });
  try {
    await tx.em.insert(AccountEntity, { ...row, searchName: searchName(row.displayName) });
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException)
      throw new ParleyError('CONFLICT', 'This e-mail address cannot be used for a new account', { cause: error });
    throw error;
  }
  // the database gives it
  const [given] = await tx.query<Pick<UserRow, 'handle'>>('select handle from users.account where id = $1', [row.id]);
  return { ...row, handle: given!.handle, wishedPresence: 'ONLINE', presenceText: null, lastActiveAt: null };
}

export type ProfileChange = Partial<Pick<Account, 'displayName' | 'bio' | 'locale' | 'timeZone' | 'avatar'>>;

/** Errors: NOT_FOUND for an account that is gone. */
export async function changeProfile(tx: Transaction, viewer: Viewer, change: ProfileChange): Promise<void> {
  const account = await tx.em.findOne(AccountEntity, { id: viewer.user, tenant: viewer.tenant });
  if (!account) throw notFound('User');
  tx.em.assign(account, change);
  account.searchName = searchName(account.displayName);
}
