import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { AttachmentId, ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { AttachmentStatus } from '../domain/status';

/** An object beside the attachment's own. */
export interface Thumbnail {
  name: string;
  width: number;
  height: number;
  mimeType: string;
  sha256: string;
}

export const AttachmentEntity = defineEntity({
  name: 'Attachment',
  tableName: 'attachment',
  schema: 'media',
  properties: {
    id: p.uuid().$type<AttachmentId>().primary(),
    tenant: p.uuid().$type<TenantId>(),
    owner: p.uuid().$type<UserId>(),
    fileName: p.text(),
    mimeType: p.text(),
    size: p.integer(),
    sha256: p.text(),
    status: p.text().$type<AttachmentStatus>(),
    rejectedBecause: p.text().nullable(),
    width: p.integer().nullable(),
    height: p.integer().nullable(),
    conversation: p.uuid().$type<ConversationId>().nullable(),
    avatar: p.boolean().default(false),
    shownSha256: p.text().nullable(),
    charset: p.text().nullable(),
    thumbnails: p.json().$type<Thumbnail[]>().default('[]'),
    createdAt: p.datetime(),
    uploadExpiresAt: p.datetime(),
  },
});

export type Attachment = InferEntity<typeof AttachmentEntity>;

export const ENTITIES = [AttachmentEntity];
