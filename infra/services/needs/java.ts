import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Need } from './need';

/** Where packages for Debian install Java. */
const HOMES = '/usr/lib/jvm';

/** A Java of at least this version. Errors of `install`: if there is none in JAVA_HOME or `HOMES`. */
export const java = (least: number): Need => ({
  async install() {
    await javaHome(least);
  },
});

/** The home of the oldest Java that is new enough. Errors: if there is none. */
export async function javaHome(least: number): Promise<string> {
  const names = await readdir(HOMES).catch(() => []);
  const homes = [...names.map((name) => join(HOMES, name)), process.env.JAVA_HOME].filter((home) => home !== undefined);
  const found = await Promise.all(homes.map(async (home) => ({ home, version: await versionOf(home) })));
  const [best] = found.filter(({ version }) => version >= least).sort((a, b) => a.version - b.version);
  if (best) return best.home;
  throw new Error(`Java ${least} or newer is missing: install it in ${HOMES}, or set JAVA_HOME`);
}

/** Version of the Java in this home, from its file `release`; 0 if there is none. */
async function versionOf(home: string): Promise<number> {
  if (!existsSync(join(home, 'bin', 'java'))) return 0;
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  return Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0);
}
