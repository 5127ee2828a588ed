import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { AttachmentId, TenantId, UserId } from '@parley/contracts/ids';
import type { PresenceStatus } from '../domain/presence';

export const AccountEntity = defineEntity({
  name: 'Account',
  tableName: 'account',
  schema: 'users',
  properties: {
    id: p.uuid().$type<UserId>().primary(),
    tenant: p.uuid().$type<TenantId>(),
    email: p.text(),
    emailVerifiedAt: p.datetime().nullable(),
    passwordHash: p.text(),
    /** Grows with each change of the password or of the second factor. */
    credentialsVersion: p.integer(),
    displayName: p.text(),
    searchName: p.text(),
    // made by a trigger, from `searchName`
    handle: p.text().defaultRaw('users.new_handle(tenant, search_name)'),
    bio: p.text().nullable(),
    locale: p.text(),
    timeZone: p.text(),
    avatar: p.uuid().$type<AttachmentId>().nullable(),
    bot: p.boolean(),
    scopes: p.array(),
    createdAt: p.datetime(),
    chosenPresence: p.text().$type<PresenceStatus>().fieldName('presence'),
    presenceText: p.text().nullable(),
    lastActiveAt: p.datetime().nullable(),
    erasedAt: p.datetime().nullable(),
  },
});

export type Account = InferEntity<typeof AccountEntity>;

export const ENTITIES = [AccountEntity];
