import { mkdir, readFile } from 'node:fs/promises';
import { until } from '@parley/testing/until';
import { alone, clear, isReady, markReady, stop } from '../instance';
import { logOf, pidOf, startProgram } from '../keeper';
import { siteOf, type Place } from '../place';
import { isFree } from '../readiness';
import type { Program, Server, Site } from '../server';

export type Outcome = { readonly server: Server; readonly site: Site } & (
  | { readonly state: 'running' }
  | { readonly state: 'started'; readonly seconds: number }
  /** Something that it needs cannot be installed on this machine. */
  | { readonly state: 'missing'; readonly error: Error }
  | { readonly state: 'failed'; readonly error: Error }
);

const PATIENCE_SECONDS = 120;
const EVERY_MS = 50;
const LAST_LINES = 10;

/** Starts the servers that do not run yet, in parallel. A failure of one does not affect the others. */
export const up = (place: Place, servers: readonly Server[]): Promise<Outcome[]> =>
  Promise.all([...new Set(servers)].map((server) => bringUp(place, server)));

async function bringUp(place: Place, server: Server): Promise<Outcome> {
  const about = { server, site: siteOf(place, server) };
  try {
    for (const need of server.needs) await need.install(place.cache);
  } catch (cause) {
    return { ...about, state: 'missing', error: asError(cause) };
  }
  try {
    return await alone(place, server, async (site) => {
      if ((await isReady(site)) && ((await server.isCurrent?.(site)) ?? true)) return { ...about, state: 'running' };
      const began = performance.now();
      await clear(site);
      await start(place, server);
      return { ...about, state: 'started', seconds: (performance.now() - began) / 1_000 };
    });
  } catch (cause) {
    return { ...about, state: 'failed', error: asError(cause) };
  }
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));

async function start(place: Place, server: Server): Promise<void> {
  const site = siteOf(place, server);
  for (const port of server.ports.map((offset) => place.port + offset)) {
    if (await isFree(port)) continue;
    throw new Error(`port ${port} is in use by another program: set PARLEY_SERVICES_PORT to another block`);
  }
  await mkdir(site.folder, { recursive: true });
  const programs = await server.programs(site);
  try {
    for (const program of programs) await startProgram(site.folder, program);
    await untilReady(server, site, programs);
  } catch (error) {
    await stop(site);
    throw error;
  }
  await markReady(site, programs);
}

async function untilReady(server: Server, site: Site, programs: readonly Program[]): Promise<void> {
  const ended = async () => {
    for (const { name } of programs) if ((await pidOf(site.folder, name)) === undefined) return name;
    return undefined;
  };
  const timeoutMs = (server.patienceSeconds ?? PATIENCE_SECONDS) * 1_000;
  const first = await until(async () => (await ended()) ?? (await server.ready(site)), {
    timeoutMs,
    everyMs: EVERY_MS,
    what: `That ${server.name} is ready`,
  });
  if (first !== true) throw new Error(`${first} ended: ${await lastWords(site, first)}`);
}

async function lastWords({ folder }: Site, name: string): Promise<string> {
  const log = (await readFile(logOf(folder, name), 'utf8')).trim();
  return log.split('\n').slice(-LAST_LINES).join('\n') || 'it says nothing';
}
