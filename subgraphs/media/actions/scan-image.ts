import { createHash } from 'node:crypto';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import { isShownImage } from '../domain/image';
import { renderImage, type Rendition } from '../domain/render-image';
import { AttachmentStatus } from '../domain/status';
import type { Unsettled, Verdict } from '../store/attachments';
import type { Attachment } from '../store/entities';
import { keyOf, shownKeyOf, thumbnailKeyOf } from '../store/objects';
import { settleUpload, type Stores } from './settle-upload';

export type Scanning = Unsettled & Pick<Attachment, 'mimeType'>;

/** An image is held in memory whole. */
const MAX_IMAGE_BYTES = 2 ** 27;

/**
 * Makes of an image that is SCANNING what is shown of it, and settles it. Again, as after a crash, it comes to the same.
 * Errors: of an object store or database that is not there; then it is still SCANNING.
 */
export async function scanImage(stores: Stores, upload: Scanning): Promise<void> {
  await settleUpload(stores, upload, await examine(stores.objects, upload));
}

async function examine(objects: ObjectStore, upload: Scanning): Promise<Verdict> {
  const bytes = await bytesOf(objects, upload);
  if (!isShownImage(upload.mimeType) || typeof bytes === 'string') return rejected(String(bytes));
  const rendered = await renderImage(upload.mimeType, bytes);
  if (typeof rendered === 'string') return rejected(rendered);
  const { shown, thumbnails } = rendered;
  await objects.put({ ...shown, key: shownKeyOf(upload) }, shown.bytes);
  for (const one of thumbnails) await objects.put({ ...one, key: thumbnailKeyOf(upload, one.name) }, one.bytes);
  const picture = {
    width: shown.width,
    height: shown.height,
    shownSha256: sha256Of(shown),
    thumbnails: thumbnails.map(({ bytes: _, ...one }) => ({ ...one, sha256: sha256Of({ bytes: _ }) })),
  };
  return { status: AttachmentStatus.READY, picture };
}

/** What was uploaded; where that is deleted already and nothing was written of it, what was made of it. A text, why none. */
async function bytesOf(objects: ObjectStore, upload: Scanning): Promise<Buffer | string> {
  for (const key of [keyOf(upload), shownKeyOf(upload)]) {
    const found = await objects.inspect(key);
    if (found && found.size > MAX_IMAGE_BYTES) return `${found.size} bytes are too many for an image`;
    if (found) return objects.read(key, found.size);
  }
  return 'Its bytes are gone';
}

const rejected = (because: string): Verdict => ({ status: AttachmentStatus.REJECTED, because });

const sha256Of = ({ bytes }: Pick<Rendition, 'bytes'>): string => createHash('sha256').update(bytes).digest('hex');
