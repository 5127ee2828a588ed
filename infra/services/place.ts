import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Server, Site } from './server';

/** Where everything is: downloads, running servers, and the block of ports. */
export interface Place {
  readonly cache: string;
  /** Data and logs of what runs. Each block of ports has its own, so that several may run side by side. */
  readonly run: string;
  readonly port: number;
}

/** Ports up to 99 above the base are the block's, and the bus of a Redis Cluster is 10,000 above. */
const Base = z.coerce.number().int().min(1_024).max(55_000);
const DEFAULT_PORT = 17_000;

/**
 * Root's home is closed to everybody else, and some servers refuse to run as root: then it is a place that all may read.
 */
const defaultCache = (): string =>
  process.getuid?.() === 0 ? '/var/cache/parley-services' : join(homedir(), '.cache', 'parley-services');

/** Reads PARLEY_SERVICES_CACHE and PARLEY_SERVICES_PORT. Errors: the latter is no port that a block could begin at. */
export function placeOf(environment: NodeJS.ProcessEnv): Place {
  const cache = resolve(environment.PARLEY_SERVICES_CACHE || defaultCache());
  const port = Base.safeParse(environment.PARLEY_SERVICES_PORT || DEFAULT_PORT);
  if (!port.success) throw new Error('PARLEY_SERVICES_PORT must be a number from 1024 to 55000');
  return { cache, run: join(cache, 'run', String(port.data)), port: port.data };
}

export const siteOf = ({ cache, run, port }: Place, { name, ports }: Server): Site => ({
  cache,
  folder: join(run, name),
  port: port + ports[0],
});
