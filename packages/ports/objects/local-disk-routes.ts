import type { IncomingMessage } from 'node:http';
import { invalid, unavailable } from '@parley/contracts/errors';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { denied, downloadRoute, refused, urlOf } from './download-route';
import type { LocalDiskStore, Receipt } from './local-disk';

/**
 * Serves a local-disk store's signed URLs: `PUT`, `GET` and `HEAD` of `/objects/<key>`. A URL that is expired, or signed
 * for something else, or not at all is FORBIDDEN (403), without telling which. Errors are ParleyErrors that have a
 * `statusCode`; the server that the routes are added to answers them.
 */
export const objectRoutes =
  (store: LocalDiskStore, now?: () => Date): FastifyPluginAsync =>
  async (server) => {
    // whatever type the bytes are said to be, they are taken as they come
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    server.addHook('onError', async ({ raw }) => discardRest(raw));
    server.put('/objects/*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (request, reply) => upload(store, request, reply));
    await server.register(downloadRoute(store, now));
  };

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
