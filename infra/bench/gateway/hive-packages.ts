import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What runs on Node 20 together. */
const PACKAGES = {
  '@graphql-hive/gateway-runtime': '2.12.1',
  '@graphql-hive/router-runtime': '1.4.23',
  '@graphql-mesh/transport-http': '1.2.1',
  graphql: '16.15.0',
};

let installing: Promise<string> | undefined;

/** A folder with Hive Gateway, which npm installs at the first run. It is too large for a dependency of this repository. */
export const hivePackages = (): Promise<string> => (installing ??= install());

async function install(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'parley', `hive-gateway-${Object.values(PACKAGES).join('-')}`);
  if (existsSync(folder)) return folder;
  console.error(`installs Hive Gateway into ${folder}`);
  const partial = `${folder}.${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
    await promisify(execFile)('npm', ['install', ...options], { cwd: partial });
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return folder;
}
