import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { AttachmentId, ConversationId, TenantId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { createCommits } from '@parley/log/commits';
import { createStream } from '@parley/log/streams';
import { addMembers } from '@parley/log/members';
import { localDiskStore } from '@parley/ports/objects/local-disk';
import { objectRoutes } from '@parley/ports/objects/local-disk-routes';
import { unscanned } from '@parley/ports/malware/malware-scanner';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { ContentSafety } from '@parley/ports/safety/content-safety';
import { createJobSignals } from '@parley/ports/jobs/job-signals';
import { jobRunner, type JobHandler } from '@parley/ports/jobs/job-runner';
import { pgBossJobs } from '@parley/ports/jobs/pg-boss';
import type { Service } from '@parley/runtime/service';
import type { Database } from '@parley/database/database';
import { freshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import { asking, codesOf } from '@parley/testing/viewers';
import { fastify } from 'fastify';
import pino from 'pino';
import type { Inspectors } from '../actions/scan-upload';
import { createDownloadLog } from '../store/download-log';
import { ENTITIES } from '../store/entities';
import { createImageRenderer } from '../domain/image-renderer';
import { FILE_SCANS, IMAGE_SCANS } from '../domain/queues';
import { createMediaSubgraph } from '../subgraph';
import { uploadScanner } from '../workers/scan-uploads';

export const MAX_UPLOAD_BYTES = 100_000;

/** Content that nobody objects to. */
const ANYTHING: ContentSafety = { refusalOf: async () => undefined };

export type Media = Awaited<ReturnType<typeof openMedia>>;

interface MediaOptions extends Partial<Inspectors> {
  /** Where its objects are, instead of a folder that is served on the loopback. */
  objects?: ObjectStore;
}

/** The media subgraph with a database, a store and a scanner of its own. */
export async function openMedia({ malware = unscanned, safety = ANYTHING, ...options }: MediaOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-media-'));
  const { url, database, close } = await freshDatabase({ entities: ENTITIES });
  const signals = createJobSignals();
  const jobs = pgBossJobs(signals);
  const commits = createCommits();
  let passedMs = 0;
  let publicUrl = '';
  const now = () => new Date(Date.now() + passedMs);
  const disk = await localDiskStore({ folder, publicUrl: () => publicUrl, now });
  const { objects = disk } = options;
  const server = fastify({ forceCloseConnections: true });
  await server.register(objectRoutes(disk, now));
  publicUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  const stores = { database, commits, objects, malware, safety, images: createImageRenderer(), jobs, now };
  const subgraph = createMediaSubgraph({
    ...stores,
    downloads: createDownloadLog({ unusual: 500 }),
    settings: { MAX_UPLOAD_BYTES },
  });
  const logger = pino({ level: 'silent' });
  /** A runner of jobs, as of one more process. */
  const runs = (handlers: readonly JobHandler[]): Service =>
    jobRunner({ database, url, handlers, signals, logger, pollMs: 20, expireEverySeconds: 1 });
  /** Scans uploads. */
  function scanning(instead: Partial<typeof stores> = {}): Service {
    const run = uploadScanner({ ...stores, ...instead });
    return runs([IMAGE_SCANS, FILE_SCANS].map((queue) => ({ queue, run })));
  }
  const scanner = scanning();
  await scanner.start();
  return {
    ...stores,
    subgraph,
    scanner,
    scanning,
    runs,
    /** Retries now what failed, however long its delay. */
    retryNow: () => database.query(`update jobs.job set start_after = now() where state = 'retry'`),
    as: (principal: Principal) => asking(subgraph, principal),
    /** Moves the clock, that of jobs as well. */
    async pass(ms: number) {
      passedMs += ms;
      await database.query(`update jobs.job set start_after = start_after - $1 * interval '1 ms'`, [ms]);
    },
    async close() {
      await scanner.stop();
      await server.close();
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface File {
  fileName: string;
  mimeType: string;
  bytes: Buffer;
}

export const aText: File = { fileName: 'notes.txt', mimeType: 'text/plain', bytes: Buffer.from('What was said') };

/** A black PNG (https://www.w3.org/TR/png/). */
export function aPng(width: number, height: number): File {
  const rows = deflateSync(Buffer.alloc(height * (1 + width * 3)));
  return png(header(width, height), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0)));
}

/** The start of a PNG: all that its size is read from. */
export const aPngHeader = (width: number, height: number): File => png(header(width, height));

const png = (...chunks: Buffer[]): File => {
  const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
  return { fileName: 'picture.png', mimeType: 'image/png', bytes };
};

function chunk(type: string, content: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(type), content]);
  const [length, check] = [content.length, crc32(checked)].map((number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(number);
    return bytes;
  });
  return Buffer.concat([length!, checked, check!]);
}

/** Eight bits a channel, without transparency. */
function header(width: number, height: number): Buffer {
  const content = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  return chunk('IHDR', content);
}

export const announcementOf = ({ fileName, mimeType, bytes }: File) => ({
  fileName,
  mimeType,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

export interface Upload {
  id: AttachmentId;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
  expiresAt: string;
}

export const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { id url method headers { name value } expiresAt }
}`;

export const COMPLETE = `mutation ($id: ID!) {
  completeUpload(uploadId: $id) {
    id fileName mimeType size sha256 status rejectedBecause width height url thumbnails { url }
  }
}`;

export async function announce(media: Media, viewer: Viewer, file: File): Promise<Upload> {
  const { data, errors } = await media.as(viewer)<{ createUpload: Upload }>(CREATE, { input: announcementOf(file) });
  if (!data) throw new Error('createUpload failed', { cause: errors });
  return data.createUpload;
}

/** Sends the bytes exactly as the upload says. */
export const send = ({ url, method, headers }: Upload, bytes: Buffer): Promise<Response> =>
  fetch(url, {
    method,
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body: new Uint8Array(bytes),
  });

export interface SeenAttachment {
  id: AttachmentId;
  fileName: string;
  mimeType: string;
  status: string;
  url: string | null;
  width: number | null;
  height: number | null;
  rejectedBecause: string | null;
  size: number;
  sha256: string;
  thumbnails: { width: number; height: number; mimeType: string; url: string }[];
}

/** Announces, sends and completes, and waits until it is looked at. */
export async function upload(media: Media, viewer: Viewer, file: File): Promise<SeenAttachment> {
  const announced = await announce(media, viewer, file);
  await send(announced, file.bytes);
  const result = await media.as(viewer)<{ completeUpload: SeenAttachment }>(COMPLETE, { id: announced.id });
  if (!result.data) throw new Error(`completeUpload failed: ${codesOf(result).join()}`);
  return settled(media, viewer, announced.id);
}

/** What the viewer sees of an upload once it is READY or REJECTED. */
export const settled = (media: Media, viewer: Viewer, id: string): Promise<SeenAttachment> =>
  until(
    async () => {
      const seen = await seenBy(media, viewer, id);
      return seen && ['READY', 'REJECTED'].includes(seen.status) && seen;
    },
    { what: 'The end of the scan' },
  );

const ATTACHMENT = `query ($id: ID!) { attachment(id: $id) {
  id fileName mimeType status url width height rejectedBecause size sha256 thumbnails { width height mimeType url }
} }`;

/** What `Query.attachment` shows this viewer. */
export async function seenBy(media: Media, viewer: Viewer, id: string): Promise<SeenAttachment | null> {
  const { data, errors } = await media.as(viewer)<{ attachment: SeenAttachment | null }>(ATTACHMENT, { id });
  if (!data || errors) throw new Error('attachment failed', { cause: errors });
  return data.attachment;
}

export async function aConversation(database: Database, tenant: TenantId, people: Viewer[]): Promise<ConversationId> {
  const conversation = randomUUID() as ConversationId;
  await createStream(database, { stream: conversation, tenant });
  await addMembers(database, { conversation, people: people.map(({ user }) => user), role: 'MEMBER' });
  return conversation;
}

interface Claim {
  ids: readonly string[];
  by: Viewer;
  conversation: ConversationId;
}

/** As the messages subgraph does it when a message is sent. */
export async function claim({ database }: Pick<Media, 'database'>, { ids, by, conversation }: Claim): Promise<boolean> {
  const [row] = await database.query<{ claimed: boolean }>(
    'select media.claim_for_conversation($1::uuid[], $2, $3, $4) as claimed',
    [ids, by.user, by.tenant, conversation],
  );
  return row!.claimed;
}

/** As the messages subgraph does it when they are in no message of the conversation any more. */
export const release = (
  { database }: Pick<Media, 'database'>,
  { ids, conversation }: Omit<Claim, 'by'>,
): Promise<unknown> => database.query('select media.release_from_conversation($1::uuid[], $2)', [ids, conversation]);

/** What the conversation's log says of attachments. */
export const changesIn = ({ database }: Pick<Media, 'database'>, conversation: ConversationId) =>
  database.query<{ actor: string | null; attachmentId: string }>(
    `select actor, payload->>'attachmentId' as "attachmentId" from log.entry
     where stream = $1 and type = 'AttachmentChanged' order by seq`,
    [conversation],
  );
