import { forbidden, invalid, notFound, type ParleyError } from '@parley/contracts/errors';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import parseRange from 'range-parser';
import { dispositionHeader } from './disposition-header';
import type { ByteRange, ObjectStore } from './object-store';
import type { DownloadGrant } from './signed-url';

/** Objects that are downloaded from this process, at URLs that it or another one has signed. */
export interface Downloads extends Pick<ObjectStore, 'size' | 'stream'> {
  verifyDownload(url: unknown): DownloadGrant | undefined;
  /** Whether caches that many people share may keep a response for as long as its URL lives, as a CDN does. */
  readonly shared?: boolean;
}

/**
 * Serves `GET` and `HEAD` of `/objects/<key>` for URLs that are signed. One that is expired, or signed for something else,
 * or not at all is FORBIDDEN (403), without telling which. Errors are ParleyErrors that have a `statusCode`.
 */
export const downloadRoute =
  (store: Downloads, now: () => Date = () => new Date()): FastifyPluginAsync =>
  async (server) => {
    server.route({
      method: ['GET', 'HEAD'],
      url: '/objects/*',
      exposeHeadRoute: false,
      handler: (request, reply) => download({ store, now: now() }, request, reply),
    });
  };

export const refused = (statusCode: number, error: ParleyError): ParleyError => Object.assign(error, { statusCode });
export const denied = (): ParleyError => refused(403, forbidden('This URL does not allow it'));

/** The URL as the signer reads it. */
export const urlOf = ({ params, query }: FastifyRequest): unknown => ({
  ...(query as object),
  key: (params as { '*': string })['*'],
});

interface Serving {
  store: Downloads;
  now: Date;
}

async function download({ store, now }: Serving, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const grant = store.verifyDownload(urlOf(request));
  if (!grant) throw denied();
  const size = await store.size(grant.key).catch(cannotRead);
  if (size === undefined) throw refused(404, notFound('Object'));

  const etag = `"${grant.sha256}"`;
  const notModified = isKnown(request, etag);
  const range = notModified ? undefined : rangeOf(request, { size, etag });
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    throw refused(416, invalid({ field: 'Range', problem: `is beyond the ${size} bytes there are` }));
  }
  reply.headers({ ...headersOf(grant), ...cachingOf(grant, { store, now }), etag });
  if (notModified) return reply.code(304).send();
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  reply.header('content-length', end - start + 1).type(grant.mimeType);
  if (request.method === 'HEAD') return reply.send();
  return reply.send(await store.stream(grant.key, { start, end }).catch(cannotRead));
}

/**
 * Whether the client has these bytes (RFC 9110, 13.1.2). `Cache-Control: no-cache`, which `fetch` adds to such a request, is
 * for the caches on the way.
 */
const isKnown = ({ headers: { 'if-none-match': known } }: FastifyRequest, etag: string): boolean =>
  fresh({ 'if-none-match': known }, { etag });

/** The bytes are anybody's: no browser may take them for a page of ours, guess another type, or run anything in them. */
const headersOf = (grant: DownloadGrant) => ({
  'content-disposition': dispositionHeader(grant),
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'accept-ranges': 'bytes',
});

/** No response outlives its URL. One that many share is found under the whole URL, and so by those alone who were given it. */
const cachingOf = ({ expiresAt }: DownloadGrant, { store, now }: Serving) => {
  const left = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
  return { 'cache-control': `${store.shared ? 'public' : 'private'}, max-age=${left}` };
};

function cannotRead(error: ParleyError): never {
  throw refused(503, error);
}

/** RFC 9110 section 14: one range is served, several or a malformed header get the whole. If-Range needs the same ETag. */
function rangeOf(
  { headers, method }: FastifyRequest,
  { size, etag }: { size: number; etag: string },
): ByteRange | 'unsatisfiable' | undefined {
  const { range, 'if-range': condition } = headers;
  if (method !== 'GET' || range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const ranges = parseRange(size, range);
  if (ranges === -1) return 'unsatisfiable';
  return ranges !== -2 && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
}
