import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { goProgram } from '../needs/go';
import { statusOf } from '../readiness';
import type { Server, Site } from '../server';

const program = goProgram({
  name: 'versitygw',
  package: 'github.com/versity/versitygw/cmd/versitygw',
  version: '1.8.0',
});

/** Only for tests on this machine: the server listens on 127.0.0.1. */
const ACCESS_KEY = 'parley';
const SECRET_KEY = 'parley-secret';
const REGION = 'us-east-1';

const url = ({ port }: Site): string => `http://127.0.0.1:${port}`;

/** Amazon S3's API over a folder, with object versions. It starts without buckets. */
export const s3: Server = {
  name: 's3',
  ports: [30],
  needs: [program],
  async programs({ cache, folder, port }) {
    const [objects, versions] = [join(folder, 'objects'), join(folder, 'versions')];
    await mkdir(objects);
    await mkdir(versions);
    return [
      {
        name: 's3',
        command: program.in(cache, 'bin', 'versitygw'),
        args: ['--port', `127.0.0.1:${port}`, '--region', REGION, 'posix', '--versioning-dir', versions, objects],
        environment: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
      },
    ];
  },
  // an anonymous request is forbidden: the server responds
  ready: async (site) => (await statusOf(url(site))) === 403,
  url,
  variables: () => ({ S3_ACCESS_KEY: ACCESS_KEY, S3_SECRET_KEY: SECRET_KEY, S3_REGION: REGION }),
};
