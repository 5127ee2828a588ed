import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttachmentId, ConversationId, TenantId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { createCommits } from '@parley/log/commits';
import { createStream } from '@parley/log/streams';
import { addMembers } from '@parley/log/members';
import { localDiskStore } from '@parley/ports/objects/local-disk';
import { objectRoutes } from '@parley/ports/objects/local-disk-routes';
import type { Database } from '@parley/runtime/database/database';
import { freshDatabase } from '@parley/testing/database';
import { asking, codesOf } from '@parley/testing/viewers';
import { fastify } from 'fastify';
import { ENTITIES } from '../store/entities';
import { createMediaSubgraph } from '../subgraph';

export const MAX_UPLOAD_BYTES = 100_000;

export type Media = Awaited<ReturnType<typeof openMedia>>;

/** The media subgraph with a database and a store of its own, whose URLs are served on the loopback. */
export async function openMedia() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-media-'));
  const { database, close } = await freshDatabase({ entities: ENTITIES });
  const commits = createCommits();
  let passedMs = 0;
  let publicUrl = '';
  const now = () => new Date(Date.now() + passedMs);
  const objects = await localDiskStore({ folder, publicUrl: () => publicUrl, now });
  const server = fastify({ forceCloseConnections: true });
  await server.register(objectRoutes(objects, now));
  publicUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  const subgraph = createMediaSubgraph({ database, commits, objects, settings: { MAX_UPLOAD_BYTES }, now });
  return {
    database,
    commits,
    objects,
    now,
    subgraph,
    as: (principal: Principal) => asking(subgraph, principal),
    pass(ms: number) {
      passedMs += ms;
    },
    async close() {
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

/** The start of a PNG (https://www.w3.org/TR/png/#11IHDR): all that its size is read from. */
export function aPng(width: number, height: number): File {
  const bytes = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\x02\0\0\0', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return { fileName: 'picture.png', mimeType: 'image/png', bytes };
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
  completeUpload(uploadId: $id) { id fileName mimeType size sha256 status rejectedBecause width height url thumbnails { url } }
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
  status: string;
  url: string | null;
  width: number | null;
  height: number | null;
  rejectedBecause: string | null;
}

/** Announces, sends and completes. */
export async function upload(media: Media, viewer: Viewer, file: File): Promise<SeenAttachment> {
  const announced = await announce(media, viewer, file);
  await send(announced, file.bytes);
  const result = await media.as(viewer)<{ completeUpload: SeenAttachment }>(COMPLETE, { id: announced.id });
  if (!result.data) throw new Error(`completeUpload failed: ${codesOf(result).join()}`);
  return result.data.completeUpload;
}

const ATTACHMENT = `query ($id: ID!) { attachment(id: $id) { id status url width height rejectedBecause } }`;

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

/** What the conversation's log says of attachments. */
export const changesIn = ({ database }: Pick<Media, 'database'>, conversation: ConversationId) =>
  database.query<{ actor: string | null; attachmentId: string }>(
    `select actor, payload->>'attachmentId' as "attachmentId" from log.entry
     where stream = $1 and type = 'AttachmentChanged' order by seq`,
    [conversation],
  );
