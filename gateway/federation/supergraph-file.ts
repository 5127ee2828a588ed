import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';

interface Options {
  path: string;
  /** What was read of it before. */
  text: string;
  /** Called with each other text, one at a time. What it throws is logged, and the text before stays. */
  onChange(text: string): Promise<void>;
  /** Finds changes that the system does not tell of, as on network drives and mounted volumes. */
  pollEveryMs: number;
  logger: Logger;
}

/** Editors write a file in several steps: it is read when it has been quiet for as long. */
const SETTLED_AFTER_MS = 50;

/**
 * Follows a file, also where it is replaced by another one of its name, or is gone for a while.
 * Stopping waits for a change that is being taken up.
 */
export function followFile({ path, text, onChange, pollEveryMs, logger }: Options): Service {
  let known = text;
  let watcher: FSWatcher | undefined;
  let poll: NodeJS.Timeout | undefined;
  let settling: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const now = await readFile(path, 'utf8').catch(() => known);
    if (now === known) return;
    known = now;
    await onChange(now).catch((error: unknown) => logger.error({ err: error, path }, 'the new file is not taken up'));
  }
  function lookNext(): void {
    settling = undefined;
    looking = looking.then(look);
  }
  function lookSoon(): void {
    clearTimeout(settling);
    settling = setTimeout(lookNext, SETTLED_AFTER_MS);
  }

  function startWatching(): void {
    try {
      // the folder: a file that is renamed over another one would not be watched any more
      watcher = watch(dirname(path), (_, name) => {
        if (name === null || name === basename(path)) lookSoon();
      });
      watcher.on('error', (error) => logger.warn({ err: error, path }, 'not watching, only polling'));
    } catch (error) {
      logger.warn({ err: error, path }, 'not watching, only polling');
    }
  }

  return {
    name: `file ${basename(path)}`,
    async start() {
      startWatching();
      // a poll does not put off a look that is due
      poll = setInterval(() => settling ?? lookSoon(), pollEveryMs);
    },
    async stop() {
      watcher?.close();
      clearInterval(poll);
      clearTimeout(settling);
      await looking;
    },
  };
}
