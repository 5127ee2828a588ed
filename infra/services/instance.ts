import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, pidOf, stopProgram } from './keeper';
import { withLock } from './lock';
import { siteOf, type Place } from './place';
import type { Program, Server, Site } from './server';

/** Runs `work` while no other process starts or stops this server. */
export const alone = <T>(place: Place, server: Server, work: (site: Site) => Promise<T>): Promise<T> =>
  withLock(join(place.run, 'locks', server.name), () => work(siteOf(place, server)));

/** Lists the programs. The file exists once all of them are ready. */
const markerOf = ({ folder }: Site): string => join(folder, 'ready');

export const markReady = (site: Site, programs: readonly Program[]): Promise<void> =>
  writeFile(markerOf(site), programs.map(({ name }) => name).join('\n'));

/** Whether the server was started and all of its programs still run. */
export async function isReady(site: Site): Promise<boolean> {
  const names = await readFile(markerOf(site), 'utf8').catch(() => undefined);
  if (names === undefined) return false;
  const pids = await Promise.all(names.split('\n').map((name) => pidOf(site.folder, name)));
  return !pids.includes(undefined);
}

/** Exists while the server was started for tests only. */
const guestOf = ({ folder }: Site): string => join(folder, 'for-tests');

export const markForTests = (site: Site): Promise<void> => writeFile(guestOf(site), '');
export const isForTests = (site: Site): boolean => existsSync(guestOf(site));
/** Keeps the server running after the tests that it was started for. */
export const keepAfterTests = (site: Site): Promise<void> => rm(guestOf(site), { force: true });

/** Stops all of its programs, also after an interrupted start, and keeps the logs. */
export async function stop({ folder }: Site): Promise<void> {
  await Promise.all((await namesIn(folder)).map((name) => stopProgram(folder, name)));
}

/** Stops the server, and removes its data and logs. */
export async function clear(site: Site): Promise<void> {
  await stop(site);
  await rm(site.folder, { recursive: true, force: true });
}
