import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianPackage } from '../needs/debian';
import { request } from '../readiness';
import type { Server } from '../server';

/** https://www.eicar.org/download-anti-malware-testfile/, in two parts, so that scanners do not detect this file. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** Larger than any upload, so that Parley rejects large uploads before the scanner does. */
const STREAM_MAX_LENGTH = '100M';

/** The scanner with a single signature, so that it downloads nothing. https://docs.clamav.net/manual/Signatures.html */
export const clamd: Server = {
  name: 'clamd',
  ports: [31],
  needs: [debianPackage({ name: 'clamav-daemon', program: '/usr/sbin/clamd', version: '1.4' })],
  async programs({ folder, port }) {
    const signatures = join(folder, 'signatures');
    const md5 = createHash('md5').update(EICAR).digest('hex');
    await mkdir(signatures);
    await writeFile(join(signatures, 'eicar.hdb'), `${md5}:${EICAR.length}:Eicar-Test-Signature\n`);
    await writeFile(join(signatures, 'eicar.ndb'), `Eicar-Body:0:*:${Buffer.from(EICAR).toString('hex')}\n`);
    const configuration = join(folder, 'clamd.conf');
    const lines = [
      'Foreground yes',
      `TCPSocket ${port}`,
      'TCPAddr 127.0.0.1',
      `DatabaseDirectory ${signatures}`,
      `StreamMaxLength ${STREAM_MAX_LENGTH}`,
    ];
    await writeFile(configuration, `${lines.join('\n')}\n`);
    return [{ name: 'clamd', command: '/usr/sbin/clamd', args: ['--config-file', configuration] }];
  },
  ready: async ({ port }) => (await request(port, 'zPING\0')).startsWith('PONG'),
  url: ({ port }) => `tcp://127.0.0.1:${port}`,
};
