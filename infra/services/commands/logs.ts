import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { siteOf, type Place } from '../place';
import type { Server } from '../server';

export interface LogEnd {
  readonly file: string;
  readonly text: string;
}

/** The last lines of each of a server's logs. Logs of a server that failed to start stay until the next attempt. */
export async function logs(place: Place, server: Server, lines: number): Promise<LogEnd[]> {
  const { folder } = siteOf(place, server);
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map(async (name) => {
        const file = join(folder, name);
        const all = (await readFile(file, 'utf8')).trimEnd().split('\n');
        return { file, text: all.slice(-lines).join('\n') };
      }),
  );
}
