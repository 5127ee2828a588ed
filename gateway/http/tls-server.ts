import type { RequestListener, Server as HttpServer } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';

/** A certificate with its chain, and its private key, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

interface Timeouts {
  requestTimeout: number;
  headersTimeout: number;
  keepAliveTimeout: number;
}

/** RFC 9325, 3.1.1: nothing older. */
const minVersion = 'TLSv1.2';

/** A server of HTTP over TLS; timeouts in milliseconds. Errors: for a key that is not of the certificate. */
export const createTlsServer = (handler: RequestListener, certificate: Certificate, timeouts: Timeouts): HttpServer =>
  createServer({ ...certificate, ...timeouts, minVersion }, handler);

/** New connections get another certificate; open ones go on. Errors: as `createTlsServer`; the server keeps the former one. */
export function replaceCertificate(server: HttpServer, certificate: Certificate): void {
  (server as TlsServer).setSecureContext({ ...certificate, minVersion });
}
