import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { measure, type Measured } from './measure';
import type { AnnouncedObject, ObjectKey, ObjectStore } from './object-store';
import type { Downloads } from './download-route';
import { signGrant, verifyDownload, verifyUpload, type SigningKeys, type UploadGrant } from './signed-url';

export type Receipt = 'stored' | 'too long' | 'too short' | 'other bytes';

/**
 * Objects as files of this machine, reached through URLs that its own processes sign and serve.
 * Processes that share the folder share the signing key.
 * Invariant: a file under its final name is whole, and what was uploaded has the size and SHA-256 announced for it.
 */
export interface LocalDiskStore extends ObjectStore, Downloads {
  verifyUpload(url: unknown): UploadGrant | undefined;
  /** Stores bytes as they come. Reads no more than one chunk beyond the announced size; what differs is not kept. */
  receive(object: AnnouncedObject, bytes: AsyncIterable<Buffer>): Promise<Receipt>;
}

interface LocalDiskOptions {
  /** Folder that is made where it is missing. */
  folder: string;
  /** Where clients reach the process that serves `objectRoutes`, without a slash at the end. `origin`: where this one did. */
  publicUrl: (origin?: string) => string;
  /** Where they reach a CDN that has that process for its origin: there they download. */
  cdnUrl?: string;
  /** Keys that sign URLs. Default: a key in the folder. */
  keys?: SigningKeys;
  now?: () => Date;
}

/** Errors: of a folder that can't be written, or a key in it that isn't one. */
export async function localDiskStore({
  folder,
  publicUrl,
  cdnUrl,
  keys: given,
  now = () => new Date(),
}: LocalDiskOptions): Promise<LocalDiskStore> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true });
  const keys: SigningKeys = given ?? [await signingKey(join(folder, 'signing.key'))];
  await removeLeftovers(incoming, now());
  const fileOf = (key: ObjectKey): string => join(folder, ...hashedPath(key));

  return {
    async presignUpload(object, expiresAt, origin) {
      const url = publicUrl(origin) + signGrant(keys, { ...object, method: 'PUT', expiresAt });
      return { url, method: 'PUT', headers: [{ name: 'Content-Type', value: object.mimeType }] };
    },
    presignDownload: async (object, expiresAt, origin) =>
      (cdnUrl ?? publicUrl(origin)) + signGrant(keys, { ...object, method: 'GET', expiresAt }),
    shared: cdnUrl !== undefined,
    verifyUpload: (url) => verifyUpload(keys, url, now()),
    verifyDownload: (url) => verifyDownload(keys, url, now()),
    receive: (object, bytes) =>
      receive(object, bytes, { temporary: join(incoming, randomUUID()), final: fileOf(object.key) }),
    size: (key) => unlessMissing(stat(fileOf(key)).then(({ size }) => size)),
    stream: async (key, range) => createReadStream(fileOf(key), range),
    inspect: (key) => unlessMissing(measure(createReadStream(fileOf(key)))),
    read: async (key, limit) => Buffer.concat(await createReadStream(fileOf(key), { end: limit - 1 }).toArray()),
    put: ({ key }, bytes) => place(bytes, { temporary: join(incoming, randomUUID()), final: fileOf(key) }),
    delete: (key) => rm(fileOf(key), { force: true }),
  };
}

/** A key never becomes a path: its hash does. Files are spread over 256 folders. */
function hashedPath(key: ObjectKey): [string, string] {
  const hash = createHash('sha256').update(key).digest('hex');
  return [hash.slice(0, 2), hash.slice(2)];
}

async function receive(
  { size, sha256 }: AnnouncedObject,
  bytes: AsyncIterable<Buffer>,
  { temporary, final }: { temporary: string; final: string },
): Promise<Receipt> {
  try {
    const received = await writeAtMost(temporary, bytes, size);
    if (received.size > size) return 'too long';
    if (received.size < size) return 'too short';
    if (received.sha256 !== sha256) return 'other bytes';
    await mkdir(dirname(final), { recursive: true });
    await rename(temporary, final);
    return 'stored';
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes a file and then renames it: under its name it is always complete. */
async function place(bytes: Buffer, { temporary, final }: { temporary: string; final: string }): Promise<void> {
  try {
    await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600, flush: true });
    await mkdir(dirname(final), { recursive: true });
    await rename(temporary, final);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes until the bytes end, or there are more than `limit`; on the disk for good when it resolves. */
async function writeAtMost(file: string, bytes: AsyncIterable<Buffer>, limit: number): Promise<Measured> {
  const handle = await open(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > limit) break;
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { size, sha256: hash.digest('hex') };
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The key in this file, made at the first start. Of several processes that start at once one makes it. */
async function signingKey(file: string): Promise<Buffer> {
  const made = `${file}.${randomUUID()}`;
  await writeFile(made, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  try {
    await link(made, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(made);
  }
  const text = await readFile(file, 'utf8');
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`${file} does not hold a signing key`);
  return Buffer.from(text, 'hex');
}

/** Longer than any upload takes. */
const LEFTOVER_AFTER_MS = 24 * 3_600_000;

/** Removes what uploads left behind that a killed process was receiving. */
async function removeLeftovers(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const modified = await unlessMissing(stat(file).then(({ mtimeMs }) => mtimeMs));
    if (modified !== undefined && now.getTime() - modified > LEFTOVER_AFTER_MS) await rm(file, { force: true });
  }
}
