import { ParleyError, quotaExceeded } from '@parley/contracts/errors';
import type { AttachmentId } from '@parley/contracts/ids';
import { viewerOf, type Viewer } from '@parley/contracts/principal';
import { MAX_UPLOAD_SECONDS, type PresignedUpload } from '@parley/ports/objects/object-store';
import { action } from '@parley/subgraph/action';
import type { Transaction } from '@parley/database/database';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context';
import { parseAnnouncement, type Announcement } from '../domain/announcement';
import { AttachmentStatus } from '../domain/status';
import { countUnsettled, storageOf } from '../store/attachments';
import { AttachmentEntity } from '../store/entities';
import { keyOf } from '../store/objects';

export interface Upload extends PresignedUpload {
  id: AttachmentId;
  expiresAt: Date;
}

/** Uploads of one person that may be announced and neither READY nor REJECTED, at any one time. */
const MAX_UNSETTLED = 100;

/**
 * Announces a file, and gives a URL that takes exactly this one for 15 minutes.
 * Errors: UNAUTHENTICATED; VALIDATION_FAILED, also for a file over MAX_UPLOAD_BYTES; QUOTA_EXCEEDED for somebody who has
 * too many uploads that are not complete, and for a tenant that has no room for it.
 */
export const createUpload = action(
  'createUpload',
  async (context: Context, input: Announcement): Promise<Upload> => {
    const { database, objects, settings, principal, now, request } = context;
    const viewer = viewerOf(principal);
    const announced = parseAnnouncement(input, settings.MAX_UPLOAD_BYTES);
    const createdAt = now();
    const expiresAt = new Date((Math.floor(createdAt.getTime() / 1000) + MAX_UPLOAD_SECONDS) * 1000);
    const row = await database.transaction(async (tx) => {
      await requireQuota(tx, viewer);
      await requireStorage(tx, viewer, announced.size);
      const id = uuid({ msecs: createdAt.getTime() }) as AttachmentId;
      const { tenant, user: owner } = viewer;
      const status = AttachmentStatus.PENDING;
      const times = { createdAt, uploadExpiresAt: expiresAt };
      return tx.em.create(AttachmentEntity, { ...announced, id, tenant, owner, status, ...times });
    });
    const upload = await objects.presignUpload({ ...announced, key: keyOf(row) }, expiresAt, request.origin);
    return { ...upload, id: row.id, expiresAt };
  },
  { subject: (_, upload) => upload?.id },
);

async function requireStorage(tx: Transaction, { tenant }: Viewer, size: number): Promise<void> {
  const storage = await storageOf(tx, tenant);
  if (storage && storage.used + size > storage.limit)
    throw quotaExceeded('This workspace has no room for this file: ask one of its owners or admins', {
      quota: 'storageBytes',
      ...storage,
    });
}

async function requireQuota(tx: Transaction, viewer: Viewer): Promise<void> {
  if ((await countUnsettled(tx, viewer)) < MAX_UNSETTLED) return;
  throw new ParleyError(
    'QUOTA_EXCEEDED',
    `Complete some of your ${MAX_UNSETTLED} uploads first; those never completed are forgotten`,
  );
}
