import type { Need } from './needs/need';

/** Where one server runs. */
export interface Site {
  /** The first of its ports, all of 127.0.0.1. */
  readonly port: number;
  /** Of its own: empty before it starts, removed when it is taken down. */
  readonly folder: string;
  /** Where downloads and builds are kept. */
  readonly cache: string;
}

/** One process of a server. */
export interface Program {
  /** Unlike those of the server's other programs. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Where it stands, if not in the site's folder. */
  readonly cwd?: string;
  /** Besides this process's own environment. */
  readonly environment?: Record<string, string>;
  /** As whom it runs, if not as whoever runs this process. */
  readonly account?: { uid?: number; gid?: number };
}

/** What the catalogue knows of a server. A new one is a file in `servers/` and a line in `catalogue.ts`. */
export interface Server {
  readonly name: string;
  /** Its ports, counted from the base of the block; programs of others must not listen on any of them. */
  readonly ports: readonly [first: number, ...more: number[]];
  readonly needs: readonly Need[];
  /** Writes into the site's folder what its programs read, and says what to start. */
  programs(site: Site): Promise<readonly Program[]>;
  /** Asked again and again after the start, until it says yes. What it throws counts as not yet. */
  ready(site: Site): Promise<boolean>;
  /** How long that may take, in seconds; two minutes unless said. */
  readonly patienceSeconds?: number;
  /** Was what runs started as it would be now? It is made anew if not. Of most it is all the same. */
  isCurrent?(site: Site): Promise<boolean>;
  /** Where clients connect, once it is ready: the variable NAME_URL. */
  url(site: Site): string;
  /** What else clients are told, by environment variable. */
  variables?(site: Site): Record<string, string>;
}

/** All environment variables that a server gives, once it is ready: `redis-cluster` has REDIS_CLUSTER_URL. */
export const variablesOf = (server: Server, site: Site): Record<string, string> => ({
  [`${server.name.toUpperCase().replaceAll('-', '_')}_URL`]: server.url(site),
  ...server.variables?.(site),
});
