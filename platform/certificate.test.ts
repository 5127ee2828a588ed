import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIRST, SECOND } from '@parley/gateway/http/certificates.fixture';
import type { Certificate } from '@parley/gateway/http/tls-server';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { certificateOf, followCertificate } from './certificate';

const logger = pino({ level: 'silent' });

it('is of both settings, which belong together, or of none', () => {
  expect(certificateOf({ TLS_CERT: undefined, TLS_KEY: undefined })).toBeUndefined();
  expect(certificateOf({ TLS_CERT: FIRST.cert, TLS_KEY: FIRST.key })).toEqual(FIRST);
  expect(() => certificateOf({ TLS_CERT: FIRST.cert, TLS_KEY: undefined })).toThrow('belong together');
  expect(() => certificateOf({ TLS_CERT: FIRST.cert, TLS_KEY: SECOND.key })).toThrow('is not the key');
  expect(() => certificateOf({ TLS_CERT: FIRST.cert, TLS_KEY: 'no key' })).toThrow('in PEM');
});

it('is taken up again when its files have changed, once they fit together', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-certificate-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certFile, FIRST.cert);
  await writeFile(keyFile, FIRST.key);
  const served: Certificate[] = [];
  const services = followCertificate({
    settings: { TLS_CERT: FIRST.cert.trim(), TLS_KEY: FIRST.key.trim() },
    environment: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile },
    gateway: { replaceCertificate: (certificate) => void served.push(certificate) },
    logger,
    pollEveryMs: 20,
  });
  for (const service of services) await service.start();
  await writeFile(certFile, SECOND.cert);
  await writeFile(keyFile, SECOND.key);
  await until(() => served.length > 0);
  expect(served[0]).toEqual(SECOND);
  for (const service of services) await service.stop();
  await rm(folder, { recursive: true });
});
