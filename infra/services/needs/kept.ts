import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock';
import { say } from '../say';
import type { Need } from './need';

/** A folder of the cache. */
export interface Kept extends Need {
  /** Path of the folder, or of a file in it. */
  in(cache: string, ...path: string[]): string;
}

/**
 * Something that is made once and stored in a folder whose name contains its version. It is made under a temporary name, so
 * that the folder is always complete.
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
