import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { followFile } from '@parley/gateway/federation/supergraph-file';
import type { Gateway } from '@parley/gateway/gateway';
import type { Certificate } from '@parley/gateway/http/tls-server';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import { SettingsError } from '@parley/runtime/declared-settings';
import type { Settings } from '@parley/runtime/settings';

type TlsSettings = Pick<Settings, 'TLS_CERT' | 'TLS_KEY'>;

const POLL_EVERY_MS = 10_000;

/** What the gateway serves TLS with; undefined without the settings. Errors: SettingsError for one of them alone, and for a key of another certificate. */
export function certificateOf({ TLS_CERT: cert, TLS_KEY: key }: TlsSettings): Certificate | undefined {
  if (!cert && !key) return undefined;
  if (!cert || !key) throw new SettingsError('TLS_CERT and TLS_KEY belong together: set both, or neither');
  return checked({ cert, key });
}

function checked(certificate: Certificate): Certificate {
  let belongs: boolean;
  try {
    belongs = new X509Certificate(certificate.cert).checkPrivateKey(createPrivateKey(certificate.key));
  } catch {
    throw new SettingsError('TLS_KEY must be a private key in PEM, and TLS_CERT certificates');
  }
  if (!belongs) throw new SettingsError('TLS_KEY is not the key of the first certificate of TLS_CERT');
  return certificate;
}

interface Followed {
  settings: TlsSettings;
  environment: NodeJS.ProcessEnv;
  gateway: Pick<Gateway, 'replaceCertificate'>;
  logger: Logger;
  pollEveryMs?: number;
}

/**
 * Makes the gateway serve a renewed certificate, when the files of TLS_CERT_FILE and TLS_KEY_FILE have changed. While they do not
 * fit together, as when only one of them was written yet, it keeps the former.
 */
export function followCertificate({
  settings,
  environment,
  gateway,
  logger,
  pollEveryMs = POLL_EVERY_MS,
}: Followed): Service[] {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = environment;
  const { TLS_CERT: cert, TLS_KEY: key } = settings;
  if (!cert || !key || !certFile || !keyFile) return [];
  const read = async () => {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    gateway.replaceCertificate(checked({ cert, key }));
    logger.info('the new certificate is served');
  };
  return [
    // the settings are without the line break at the end of the file
    followFile({ path: certFile, text: `${cert}\n`, pollEveryMs, logger, onChange: read }),
    followFile({ path: keyFile, text: `${key}\n`, pollEveryMs, logger, onChange: read }),
  ];
}
