import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Server, Site } from './server';

/** The folders of downloads and running servers, and the block of ports. */
export interface Place {
  readonly cache: string;
  /** Data and logs of running servers. Each block of ports has its own folder, so that several blocks can run side by side. */
  readonly run: string;
  readonly port: number;
}

/** A block has 100 ports; the bus of a Redis Cluster uses ports 10,000 above. */
const Base = z.coerce.number().int().min(1_024).max(55_000);
const DEFAULT_PORT = 17_000;

/**
 * For root, a folder that everybody may read: only root may read root's home, and some servers do not run as root.
 */
const defaultCache = (): string =>
  process.getuid?.() === 0 ? '/var/cache/parley-services' : join(homedir(), '.cache', 'parley-services');

/** Reads PARLEY_SERVICES_CACHE and PARLEY_SERVICES_PORT. Errors: if the latter is not a valid first port of a block. */
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
