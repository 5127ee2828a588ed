import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { AttachmentId, ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { PresenceStatus } from '../domain/presence';
import type { SignUpPolicy, TenantRole } from '../domain/tenant';

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
    role: p.text().$type<TenantRole>(),
    suspendedAt: p.datetime().nullable(),
    suspendedUntil: p.datetime().nullable(),
    suspendedBecause: p.text().nullable(),
  },
});

export type Account = InferEntity<typeof AccountEntity>;

export const TenantEntity = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  schema: 'users',
  properties: {
    id: p.uuid().$type<TenantId>().primary(),
    slug: p.text(),
    name: p.text().nullable(),
    signUp: p.text().$type<Lowercase<SignUpPolicy>>(),
    emailDomains: p.array(),
    membersMayInvite: p.boolean(),
    membersMayCreateChannels: p.boolean(),
    requireTotp: p.boolean(),
    retentionDays: p.integer().nullable(),
    maxMembers: p.integer().nullable(),
    maxSockets: p.integer().nullable(),
    maxMessagesPerDay: p.integer().nullable(),
    maxStorageBytes: p.integer().nullable(),
    suspendedAt: p.datetime().nullable(),
    suspendedBecause: p.text().nullable(),
    createdAt: p.datetime(),
  },
});

export type TenantRecord = InferEntity<typeof TenantEntity>;

export const InvitationEntity = defineEntity({
  name: 'Invitation',
  tableName: 'invitation',
  schema: 'users',
  properties: {
    id: p.uuid().primary(),
    tenant: p.uuid().$type<TenantId>(),
    codeHash: p.blob(),
    email: p.text().nullable(),
    conversation: p.uuid().$type<ConversationId>().nullable(),
    createdBy: p.uuid().$type<UserId>().nullable(),
    role: p.text().$type<TenantRole>(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    maxUses: p.integer(),
    revokedAt: p.datetime().nullable(),
  },
});

export type InvitationRecord = InferEntity<typeof InvitationEntity>;

export const ENTITIES = [AccountEntity, TenantEntity, InvitationEntity];
