import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock';
import { say } from '../say';
import type { Need } from './need';
import { run } from './run';

interface DebianPackage {
  name: string;
  /** Path of a program in the package; if it exists, the package is installed. */
  program: string;
  /** The tested version. Another version is used as well, with a notice. */
  version: string;
}

const APT_GET = '/usr/bin/apt-get';
const LOCK_SECONDS = 300;

/** A package of the system. Errors: if it is missing, and this user or this system cannot install it. */
export const debianPackage = (wanted: DebianPackage): Need => ({
  async install(cache) {
    if (existsSync(wanted.program)) return;
    await withLock(join(cache, 'locks', 'apt'), async () => {
      if (existsSync(wanted.program)) return;
      if (process.getuid?.() !== 0 || !existsSync(APT_GET)) {
        throw new Error(`${wanted.program} is missing: install the Debian package ${wanted.name} as root`);
      }
      say(`installing the Debian package ${wanted.name}`);
      await withoutStartingServices(() => install(wanted.name));
      await compareVersion(wanted);
    });
  },
});

/** Retries after an update, because the package lists may be missing or old. */
async function install(name: string): Promise<void> {
  const apt = (...args: string[]) =>
    run(APT_GET, ['-q', '-y', '-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`, ...args], {
      environment: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    });
  const once = () => apt('install', '--no-install-recommends', name);
  await once().catch(async () => {
    await apt('update');
    await once();
  });
}

async function compareVersion({ name, version }: DebianPackage): Promise<void> {
  const installed = await run('/usr/bin/dpkg-query', ['-W', '-f=${Version}', name]);
  if (!installed.includes(version)) say(`${name} is ${installed}; what was tried is ${version}`);
}

/** Packages run this before they start their service: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt */
const POLICY = '/usr/sbin/policy-rc.d';

async function withoutStartingServices(work: () => Promise<void>): Promise<void> {
  const ours = !existsSync(POLICY);
  if (ours) await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
  try {
    await work();
  } finally {
    if (ours) await rm(POLICY, { force: true });
  }
}
