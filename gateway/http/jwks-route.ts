import type { FastifyPluginAsync } from 'fastify';

/** Services that verify tokens may cache the keys for so long: a new key is published before it signs. */
const MAX_AGE_SECONDS = 300;

/** `GET /.well-known/jwks.json`: the public keys that verify access tokens (RFC 7517), for everybody. */
export const jwksRoute =
  (jwks: object): FastifyPluginAsync =>
  async (app) => {
    const body = JSON.stringify(jwks);
    app.get('/.well-known/jwks.json', async (_, reply) =>
      reply
        .headers({
          'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
          'access-control-allow-origin': '*',
          'x-content-type-options': 'nosniff',
        })
        .type('application/jwk-set+json')
        .send(body),
    );
  };
