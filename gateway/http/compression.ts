import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** What is smaller fits into one packet anyway. */
const MIN_BYTES = 1_024;
/** The cheapest levels. Of 7.5 KB of JSON they leave 2.8 KB in 0.1 ms of CPU; Brotli's default takes 0.3 ms and leaves 2.6 KB. */
const GZIP_LEVEL = 1;
const BROTLI_QUALITY = 1;
/** Larger ones are compressed outside of the event loop. */
const MAX_BYTES_INLINE = 16_384;

const TEXTS = /^(?:text\/(?:html|css|javascript|plain)|application\/(?:[\w.-]+\+)?(?:json|graphql|javascript))(?:;|$)/;

/**
 * Compresses the responses of routes declared afterwards, as `Accept-Encoding` says (RFC 9110, 12.5.3). Responses that
 * stream are written past it. What a page of another origin can make a browser request has no secret in it that is worth to
 * be guessed by its compressed length (https://breachattack.com): secrets are in responses to requests with a bearer token or
 * of a page of an allowed origin, which no other page can send.
 */
export async function compressResponses(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_, reply) => {
    // also of what is too small, or not to be compressed for this client: caches tell them apart by it
    const vary = String(reply.getHeader('vary') ?? '');
    if (!/\baccept-encoding\b/i.test(vary)) reply.header('vary', vary ? `${vary}, accept-encoding` : 'accept-encoding');
  });
  await app.register(compress, {
    threshold: MIN_BYTES,
    syncThreshold: MAX_BYTES_INLINE,
    encodings: ['br', 'gzip'],
    customTypes: TEXTS,
    zlibOptions: { level: GZIP_LEVEL },
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    // bodies of requests stay as json-body.ts takes them
    globalDecompression: false,
  });
}
