import { ParleyError } from '@parley/contracts/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fromJson, hasManyDigits } from '../execution/lossless';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bodies are JSON in UTF-8 (RFC 8259, 8.1), as they are: other types and encodings are refused (415), and so are
 * broken JSON and keys that would reach a prototype (400). Routes that take other bodies add parsers of their own.
 * `exactNumbers`: those that JavaScript can't hold exactly keep their digits.
 */
export function acceptJsonOnly(app: FastifyInstance, { exactNumbers = false } = {}): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      requireUtf8(request);
      const text = decode(body);
      void parse(request, text, (error, parsed) =>
        done(error, exactNumbers && !error && hasManyDigits(text) ? fromJson(text) : parsed),
      );
    } catch (error) {
      done(error as Error);
    }
  });
}

function requireUtf8({ headers }: FastifyRequest): void {
  const [, charset] = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '') ?? [];
  if (charset && !/^utf-?8$/i.test(charset)) throw refused('JSON is sent in UTF-8', 415);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw refused('Bodies are sent uncompressed', 415);
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw refused('The body is not UTF-8', 400, cause);
  }
}

const refused = (message: string, statusCode: number, cause?: unknown): ParleyError =>
  Object.assign(new ParleyError('VALIDATION_FAILED', message, { cause }), { statusCode });
