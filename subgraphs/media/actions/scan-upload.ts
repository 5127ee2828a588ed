import { createHash } from 'node:crypto';
import type { MalwareScanner } from '@parley/ports/malware/malware-scanner';
import type { ObjectKey, ObjectStore } from '@parley/ports/objects/object-store';
import type { ContentSafety } from '@parley/ports/safety/content-safety';
import { charsetOf } from '../domain/charset';
import { isShownImage, SIGNATURE_BYTES, type ImageType } from '../domain/image';
import { hasLocationOfFilm, hasLocationOfImage, mayHaveLocation, OVERLAP_BYTES } from '../domain/location';
import type { ImageRenderer } from '../domain/image-renderer';
import type { Rendition } from '../domain/renditions';
import { AttachmentStatus } from '../domain/status';
import type { Scanning } from '../store/scans';
import { keyOf, shownKeyOf, thumbnailKeyOf } from '../store/objects';
import { settleUpload, type Stores, type Verdict } from './settle-upload';

/** The checks of an upload before anybody gets a URL for it. */
export interface Inspectors {
  malware: MalwareScanner;
  safety: ContentSafety;
}

export interface ScanStores extends Stores, Inspectors {
  images: ImageRenderer;
}

/** The whole image is held in memory. */
const MAX_IMAGE_BYTES = 2 ** 27;

/**
 * Scans an upload that is SCANNING, renders it if it is an image, and settles it. A repeated scan, say after a crash, has the same
 * outcome. Errors: those of the object store, the inspectors and the database; the upload is then still SCANNING.
 */
export async function scanUpload(stores: ScanStores, upload: Scanning): Promise<void> {
  await settleUpload(stores, upload, await examine(stores, upload));
}

async function examine({ objects, images, ...inspectors }: ScanStores, upload: Scanning): Promise<Verdict> {
  const found = await findBytes(objects, upload);
  if (!found) return rejected('Its bytes are gone');
  const bytes = () => objects.stream(found.key);
  const because = await inspectors.safety.refusalOf({ ...upload, bytes });
  if (because) return rejected(because);
  const malware = await inspectors.malware.scan(await bytes());
  if (malware) return rejected(`Malware was found in it: ${malware}`);
  const { mimeType } = upload;
  if (isShownImage(mimeType)) return render({ objects, images }, { ...upload, ...found, mimeType });
  if (await saysWhere(objects, found)) return rejected('It says where it was taken: send it without its location');
  const charset = mimeType.startsWith('text/') ? await charsetOf(await bytes()) : undefined;
  return { status: AttachmentStatus.READY, charset };
}

/** An image that is not rendered, or a film, is downloaded as it is: with the place where it was taken, if it has one. */
async function saysWhere(objects: ObjectStore, { key, stored }: Found): Promise<boolean> {
  if (!mayHaveLocation(Buffer.from(await objects.read(key, SIGNATURE_BYTES)))) return false;
  if (stored <= MAX_IMAGE_BYTES && hasLocationOfImage(Buffer.from(await objects.read(key, stored)))) return true;
  let tail = Buffer.alloc(0);
  for await (const chunk of await objects.stream(key)) {
    const part = Buffer.concat([tail, chunk as Buffer]);
    if (hasLocationOfFilm(part)) return true;
    tail = part.subarray(-OVERLAP_BYTES);
  }
  return false;
}

async function render(
  { objects, images }: Pick<ScanStores, 'objects' | 'images'>,
  upload: Scanning & Found & { mimeType: ImageType },
): Promise<Verdict> {
  const { mimeType, key, stored } = upload;
  if (stored > MAX_IMAGE_BYTES) return rejected(`${stored} bytes are too many for an image`);
  const rendered = await images.render(mimeType, await objects.read(key, stored));
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

interface Found {
  key: ObjectKey;
  /** Size of the stored object, in bytes. */
  stored: number;
}

/** The uploaded object or, if an earlier scan has deleted it, the rendered one. */
async function findBytes(objects: ObjectStore, upload: Scanning): Promise<Found | undefined> {
  for (const key of [keyOf(upload), shownKeyOf(upload)]) {
    const stored = await objects.size(key);
    if (stored !== undefined) return { key, stored };
  }
  return undefined;
}

const rejected = (because: string): Verdict => ({ status: AttachmentStatus.REJECTED, because });

const sha256Of = ({ bytes }: Pick<Rendition, 'bytes'>): string => createHash('sha256').update(bytes).digest('hex');
