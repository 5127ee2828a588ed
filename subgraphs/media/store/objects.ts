import { objectKeyOf, type ObjectKey, type ObjectStore } from '@parley/ports/objects/object-store';
import { THUMBNAIL_NAMES } from '../domain/renditions';
import { AttachmentStatus } from '../domain/status';
import type { Attachment } from './entities';

type Placed = Pick<Attachment, 'tenant' | 'id'>;

/** The uploaded original. */
export const keyOf = ({ tenant, id }: Placed): ObjectKey => objectKeyOf(tenant, id);

/** The image that is shown instead. Another key, because a client may upload the original again until its URL expires. */
export const shownKeyOf = ({ tenant, id }: Placed): ObjectKey => objectKeyOf(tenant, id, 'shown');

export const thumbnailKeyOf = ({ tenant, id }: Placed, name: string): ObjectKey => objectKeyOf(tenant, id, name);

/** The original and all objects that a scan may have written. */
export const keysOf = (upload: Placed): ObjectKey[] => [
  shownKeyOf(upload),
  ...THUMBNAIL_NAMES.map((name) => thumbnailKeyOf(upload, name)),
  keyOf(upload),
];

interface Settled extends Placed {
  status: AttachmentStatus;
  /** Another image is shown in the place of what was uploaded. */
  isShown: boolean;
}

/** Deletes what an upload has left: all of one that was rejected; of an image the original, which may say where it was taken. */
export async function deleteLeftovers(objects: ObjectStore, { status, isShown, ...upload }: Settled): Promise<void> {
  if (status === AttachmentStatus.REJECTED) await deleteObjects(objects, upload);
  else if (isShown) await objects.delete(keyOf(upload));
}

/** Deletes what was uploaded and all that was made of it. */
export async function deleteObjects(objects: ObjectStore, upload: Placed): Promise<void> {
  await Promise.all(keysOf(upload).map((key) => objects.delete(key)));
}
