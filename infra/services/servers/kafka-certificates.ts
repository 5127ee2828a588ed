import { join } from 'node:path';
import { javaHome } from '../needs/java';
import { kept } from '../needs/kept';
import { run } from '../needs/run';

/** The oldest version whose keytool can sign a certificate with a certificate authority. */
const JAVA = 17;
/** Only for tests on this machine: the server listens on 127.0.0.1. */
const PASSWORD = 'parley-secret';
const VALID_DAYS = 3_650;
const STORE = 'server.p12';
const AUTHORITY = 'ca.pem';

/** A private certificate authority, and its certificate for 127.0.0.1. The authority's key is deleted. */
export const certificates = kept('kafka-certificates-1', async (folder) => {
  const program = join(await javaHome(JAVA), 'bin', 'keytool');
  const keytool = (command: string, alias: string, ...args: string[]) => {
    const store = ['-keystore', join(folder, STORE), '-storetype', 'PKCS12', '-storepass', PASSWORD];
    return run(program, [command, '-alias', alias, ...store, ...args]);
  };
  const key = ['-keyalg', 'EC', '-validity', String(VALID_DAYS)];
  await keytool('-genkeypair', 'authority', ...key, '-dname', 'CN=parley-services', '-ext', 'bc:critical=ca:true');
  await keytool('-exportcert', 'authority', '-rfc', '-file', join(folder, AUTHORITY));
  await keytool(
    '-genkeypair',
    'server',
    ...key,
    '-signer',
    'authority',
    '-dname',
    'CN=kafka',
    '-ext',
    'san=ip:127.0.0.1',
  );
  await keytool('-delete', 'authority');
});

/** Path of the authority's certificate (PEM). */
export const authorityIn = (cache: string): string => certificates.in(cache, AUTHORITY);

/** Settings of a listener with the certificate: https://kafka.apache.org/documentation/#brokerconfigs */
export const keystoreOf = (cache: string): Record<string, string> => ({
  'ssl.keystore.type': 'PKCS12',
  'ssl.keystore.location': certificates.in(cache, STORE),
  'ssl.keystore.password': PASSWORD,
});
