import type { Need } from './needs/need';

/** Where one server runs. */
export interface Site {
  /** The first of its ports, all of 127.0.0.1. */
  readonly port: number;
  /** The server's own folder: empty before the start, removed when it is taken down. */
  readonly folder: string;
  /** Folder of downloads and builds. */
  readonly cache: string;
}

/** One process of a server. */
export interface Program {
  /** Unique among the server's programs. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Working directory; the site's folder by default. */
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly environment?: Record<string, string>;
  /** Account that it runs as; that of this process by default. */
  readonly account?: { uid?: number; gid?: number };
}

/** Describes a server. To add one, add a file to `servers/` and a line to `catalogue.ts`. */
export interface Server {
  readonly name: string;
  /** Its ports, relative to the block's first port. No other server may use them. */
  readonly ports: readonly [first: number, ...more: number[]];
  readonly needs: readonly Need[];
  /** Writes configuration files to the site's folder, and returns the programs to start. */
  programs(site: Site): Promise<readonly Program[]>;
  /** Polled after the start until it is true; an error counts as false. */
  ready(site: Site): Promise<boolean>;
  /** Time limit of the start, in seconds. Default: 120. */
  readonly patienceSeconds?: number;
  /** Whether the running server has the current configuration; if not, it is recreated. Without this, it always counts as current. */
  isCurrent?(site: Site): Promise<boolean>;
  /** URL for clients, once it is ready: the variable NAME_URL. */
  url(site: Site): string;
  /** Other environment variables for clients. */
  variables?(site: Site): Record<string, string>;
}

/** All environment variables of a server, once it is ready: `redis-cluster` has REDIS_CLUSTER_URL. */
export const variablesOf = (server: Server, site: Site): Record<string, string> => ({
  [`${server.name.toUpperCase().replaceAll('-', '_')}_URL`]: server.url(site),
  ...server.variables?.(site),
});
