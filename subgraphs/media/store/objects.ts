import { objectKeyOf, type ObjectKey, type ObjectStore } from '@parley/ports/objects/object-store';
import { THUMBNAIL_NAMES } from '../domain/render-image';
import type { Attachment } from './entities';

type Placed = Pick<Attachment, 'tenant' | 'id'>;

/** What was uploaded. */
export const keyOf = ({ tenant, id }: Placed): ObjectKey => objectKeyOf(tenant, id);

/** What is shown in its place. Another key, as what was uploaded may be sent again while its URL lives. */
export const shownKeyOf = ({ tenant, id }: Placed): ObjectKey => objectKeyOf(tenant, id, 'shown');

export const thumbnailKeyOf = ({ tenant, id }: Placed, name: string): ObjectKey => objectKeyOf(tenant, id, name);

/** Deletes what was uploaded and all that was made of it. */
export async function deleteObjects(objects: ObjectStore, upload: Placed): Promise<void> {
  const keys = [shownKeyOf(upload), ...THUMBNAIL_NAMES.map((name) => thumbnailKeyOf(upload, name)), keyOf(upload)];
  await Promise.all(keys.map((key) => objects.delete(key)));
}
