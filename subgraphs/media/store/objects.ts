import { objectKeyOf, type ObjectKey, type ObjectStore } from '@parley/ports/objects/object-store';
import { THUMBNAIL_NAMES } from '../domain/render-image';
import type { Attachment } from './entities';

type Placed = Pick<Attachment, 'tenant' | 'id'>;

/** What was uploaded. */
export const keyOf = ({ tenant, id }: Placed): ObjectKey => objectKeyOf(tenant, id);

/** What is shown in its place. Another key, as what was uploaded may be sent again while its URL lives. */
export const shownKeyOf = ({ tenant, id }: Placed): ObjectKey => objectKeyOf(tenant, id, 'shown');

export const thumbnailKeyOf = ({ tenant, id }: Placed, name: string): ObjectKey => objectKeyOf(tenant, id, name);

/** What was uploaded and all that may have been made of it. */
export const keysOf = (upload: Placed): ObjectKey[] => [
  shownKeyOf(upload),
  ...THUMBNAIL_NAMES.map((name) => thumbnailKeyOf(upload, name)),
  keyOf(upload),
];

/** Deletes what was uploaded and all that was made of it. */
export async function deleteObjects(objects: ObjectStore, upload: Placed): Promise<void> {
  await Promise.all(keysOf(upload).map((key) => objects.delete(key)));
}
