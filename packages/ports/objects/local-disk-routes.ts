import type { IncomingMessage } from 'node:http';
import { forbidden, invalid, notFound, unavailable, type ParleyError } from '@parley/contracts/errors';
import contentDisposition from 'content-disposition';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import parseRange from 'range-parser';
import type { LocalDiskStore, Receipt } from './local-disk';
import type { DownloadGrant } from './signed-url';

/**
 * Serves a local-disk store's signed URLs: `PUT`, `GET` and `HEAD` of `/objects/<key>`. A URL that is expired, or signed
 * for something else, or not at all is FORBIDDEN (403), without telling which. Errors are ParleyErrors that have a
 * `statusCode`; the server that the routes are added to answers them.
 */
export const objectRoutes =
  (store: LocalDiskStore, now: () => Date = () => new Date()): FastifyPluginAsync =>
  async (server) => {
    // whatever type the bytes are said to be, they are taken as they come
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    server.addHook('onError', async ({ raw }) => discardRest(raw));
    server.put('/objects/*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (request, reply) => upload(store, request, reply));
    server.route({
      method: ['GET', 'HEAD'],
      url: '/objects/*',
      exposeHeadRoute: false,
      handler: (request, reply) => download({ store, now: now() }, request, reply),
    });
  };

const refused = (statusCode: number, error: ParleyError): ParleyError => Object.assign(error, { statusCode });
const denied = (): ParleyError => refused(403, forbidden('This URL does not allow it'));

/** The URL as the signer reads it. */
const urlOf = ({ params, query }: FastifyRequest): unknown => ({
  ...(query as object),
  key: (params as { '*': string })['*'],
});

const MISMATCHES: Record<Exclude<Receipt, 'stored'>, { status: number; problem: string }> = {
  'too long': { status: 413, problem: 'has more bytes than were announced' },
  'too short': { status: 422, problem: 'has fewer bytes than were announced' },
  'other bytes': { status: 422, problem: 'does not have the SHA-256 that was announced' },
};

async function upload(store: LocalDiskStore, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const grant = store.verifyUpload(urlOf(request));
  if (!grant) throw denied();
  if (request.headers['content-type'] !== grant.mimeType)
    throw refused(415, invalid({ field: 'Content-Type', problem: `must be ${grant.mimeType}` }));
  const announced = Number(request.headers['content-length'] ?? 0);
  const receipt = announced > grant.size ? 'too long' : await store.receive(grant, bodyOf(request)).catch(cannotWrite);
  if (receipt === 'stored') return reply.code(204).header('etag', `"${grant.sha256}"`).send();
  const { status, problem } = MISMATCHES[receipt];
  throw refused(status, invalid({ field: 'body', problem }));
}

/** Leaving off early must not take the connection away that the answer goes over. */
const bodyOf = ({ raw }: FastifyRequest): AsyncIterable<Buffer> =>
  raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** A disk that is full or broken, or a client that went away and doesn't hear it. */
function cannotWrite(cause: unknown): never {
  throw refused(503, unavailable('The upload could not be stored', cause));
}

interface Serving {
  store: LocalDiskStore;
  now: Date;
}

async function download({ store, now }: Serving, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const grant = store.verifyDownload(urlOf(request));
  if (!grant) throw denied();
  const size = await store.size(grant.key);
  if (size === undefined) throw refused(404, notFound('Object'));

  const etag = `"${grant.sha256}"`;
  const notModified = fresh(request.headers, { etag });
  const range = notModified ? undefined : rangeOf(request, { size, etag });
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    throw refused(416, invalid({ field: 'Range', problem: `is beyond the ${size} bytes there are` }));
  }
  reply.headers({ ...headersOf(grant, now), etag });
  if (notModified) return reply.code(304).send();
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  reply.header('content-length', end - start + 1).type(grant.mimeType);
  return reply.send(request.method === 'HEAD' ? undefined : store.stream(grant.key, { start, end }));
}

/** The bytes are anybody's: no browser may take them for a page of ours, guess another type, or run anything in them. */
const headersOf = ({ fileName, disposition, expiresAt }: DownloadGrant, now: Date) => ({
  'content-disposition': contentDisposition(fileName, { type: disposition }),
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': `private, max-age=${Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000))}`,
  'accept-ranges': 'bytes',
});

/** RFC 9110 section 14: one range is served, several or a malformed header get the whole. If-Range needs the same ETag. */
function rangeOf(
  { headers, method }: FastifyRequest,
  { size, etag }: { size: number; etag: string },
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const { range, 'if-range': condition } = headers;
  if (method !== 'GET' || range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const ranges = parseRange(size, range);
  if (ranges === -1) return 'unsatisfiable';
  return ranges !== -2 && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
}

/** Bytes still read, and dropped, after a refusal. */
const PATIENCE_BYTES = 1_048_576;

/** Lets a client that is still sending read its answer, but doesn't hear it out. */
function discardRest(request: IncomingMessage): void {
  let heard = 0;
  request.on('data', (chunk: Buffer) => {
    heard += chunk.length;
    if (heard > PATIENCE_BYTES) request.destroy();
  });
  request.resume();
}
