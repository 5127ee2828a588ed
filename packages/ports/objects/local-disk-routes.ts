import type { IncomingMessage } from 'node:http';
import { invalid, ParleyError, unavailable } from '@parley/contracts/errors';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { denied, downloadRoute, refused, urlOf } from './download-route';
import type { LocalDiskStore, Receipt } from './local-disk';
import type { AnnouncedObject } from './object-store';

/**
 * Serves a local-disk store's signed URLs: `PUT`, `GET` and `HEAD` of `/objects/<key>`. A URL that is expired, or signed
 * for something else, or not at all is FORBIDDEN (403), without telling which. One request at a time may write to a URL, two more
 * wait, and further ones are CONFLICT (409). Errors are ParleyErrors that have a
 * `statusCode`; the server that the routes are added to turns them into responses.
 */
export const objectRoutes =
  (store: LocalDiskStore, now?: () => Date): FastifyPluginAsync =>
  async (server) => {
    // whatever type the bytes are said to be, they are taken as they come
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    server.addHook('onError', async ({ raw }) => discardRest(raw));
    const receiving = new Map<string, Receiving>();
    server.put('/objects/*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (request, reply) =>
      upload({ store, receiving }, request, reply),
    );
    await server.register(downloadRoute(store, now));
  };

const MISMATCHES: Record<Exclude<Receipt, 'stored'>, { status: number; problem: string }> = {
  'too long': { status: 413, problem: 'has more bytes than were announced' },
  'too short': { status: 422, problem: 'has fewer bytes than were announced' },
  'other bytes': { status: 422, problem: 'does not have the SHA-256 that was announced' },
};

interface Uploads {
  store: LocalDiskStore;
  /** By key, what is being received. */
  receiving: Map<string, Receiving>;
}

interface Receiving {
  /** Requests with this key, of which the first one is read. */
  requests: number;
  /** Settles when the last of them is done. */
  done: Promise<unknown>;
}

async function upload(uploads: Uploads, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const grant = uploads.store.verifyUpload(urlOf(request));
  if (!grant) throw denied();
  if (request.headers['content-type'] !== grant.mimeType)
    throw refused(415, invalid({ field: 'Content-Type', problem: `must be ${grant.mimeType}` }));
  const announced = Number(request.headers['content-length'] ?? 0);
  const receipt = announced > grant.size ? 'too long' : await receive(uploads, grant, request);
  if (receipt === 'stored') return reply.code(204).header('etag', `"${grant.sha256}"`).send();
  const { status, problem } = MISMATCHES[receipt];
  throw refused(status, invalid({ field: 'body', problem }));
}

/** Requests for one URL: one is read, and the others wait for their turn, as a retry does whose connection broke. */
const MAX_REQUESTS = 3;

/** One at a time for each key. Errors: CONFLICT where too many wait already. */
async function receive(
  { store, receiving }: Uploads,
  grant: AnnouncedObject,
  request: FastifyRequest,
): Promise<Receipt> {
  const { key } = grant;
  const before = receiving.get(key) ?? { requests: 0, done: Promise.resolve() };
  if (before.requests >= MAX_REQUESTS) throw refused(409, underWay());
  const own = before.done.then(() => store.receive(grant, bodyOf(request))).catch(cannotWrite);
  const present = { requests: before.requests + 1, done: own.catch(() => undefined) };
  receiving.set(key, present);
  try {
    return await own;
  } finally {
    const last = receiving.get(key)!;
    if (--last.requests === 0) receiving.delete(key);
  }
}

const underWay = () => new ParleyError('CONFLICT', 'This upload is being received already');

/** Leaving off early must not take the connection away that carries the response. */
const bodyOf = ({ raw }: FastifyRequest): AsyncIterable<Buffer> =>
  raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** A disk that is full or broken, or a client that went away and doesn't hear it. */
function cannotWrite(cause: unknown): never {
  throw refused(503, unavailable('The upload could not be stored', cause));
}

/** Bytes still read, and dropped, after a refusal. */
const PATIENCE_BYTES = 1_048_576;

/** Lets a client that is still sending read the response, but does not read all that it sends. */
function discardRest(request: IncomingMessage): void {
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > PATIENCE_BYTES) request.destroy();
  });
  request.resume();
}
