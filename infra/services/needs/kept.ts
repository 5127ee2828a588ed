import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock';
import { say } from '../say';
import type { Need } from './need';

/** A folder of the cache. */
export interface Kept extends Need {
  /** Where it is, or a file in it. */
  in(cache: string, ...path: string[]): string;
}

/**
 * Something that is made once and kept, under a name that has its version. It is made under another name, so that a
 * folder with the right one is always whole.
 */
export const kept = (name: string, make: (folder: string, cache: string) => Promise<void>): Kept => ({
  in: (cache, ...path) => join(cache, name, ...path),
  async install(cache) {
    const folder = join(cache, name);
    if (existsSync(folder)) return;
    await withLock(join(cache, 'locks', name), async () => {
      if (existsSync(folder)) return;
      say(`fetching ${name}`);
      const staging = `${folder}.new`;
      await rm(staging, { recursive: true, force: true });
      await mkdir(staging);
      await make(staging, cache);
      await rename(staging, folder);
    });
  },
});
