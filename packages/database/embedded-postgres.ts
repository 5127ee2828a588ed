import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import { prepareDataFolder, type DataFolder } from './embedded/data-folder';
import { FolderInUseError, takeOwnership, urlOf } from './embedded/ownership';
import { launch, runningPort, stopServer } from './embedded/server';

export interface EmbeddedPostgres extends Service {
  /** Where to connect, as an owner of the database that is no superuser. Stays the same until `stop`. */
  readonly url: string;
}

interface EmbeddedPostgresOptions {
  /** Where the data lives, in `postgres/` below it. Made if it is not there. */
  folder: string;
  logger: Logger;
  /** Where it listens; a free port unless said. */
  port?: number;
  /** False: a power failure may destroy the data. For tests. */
  durable?: boolean;
}

/** A server that was just killed, or is just starting, refuses at first (57P03: cannot_connect_now). */
const COMING_OR_GOING = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03', '57P01']);
const PATIENCE_MS = 60_000;

/**
 * A PostgreSQL of our own, on 127.0.0.1, with its data in `folder`.
 *
 * Stopped → starting → running → stopped. While it runs, one session holds an advisory lock, and ends with this process
 * however that ends: a server found without an owner was left by a process that was killed, and is taken over. A server
 * that dies is started again on the same port. `stop` waits for that to end first.
 *
 * Errors of `start`, one line each: the folder can't be written, is in use by another Parley, or is damaged.
 */
export function embeddedPostgres(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const { folder, logger, durable = true } = options;
  const home = resolve(folder, 'postgres');
  let place: DataFolder | undefined;
  let port = options.port;
  let owner: Client | undefined;
  let stopped = true;
  let recovering = Promise.resolve();

  async function serve(): Promise<void> {
    place ??= await prepareDataFolder(home);
    const left = await runningPort(place);
    port = left ?? (await launch(place, { port, durable }));
    try {
      owner = await takeOwnership(place, port);
    } catch (error) {
      if (left === undefined && !(error instanceof FolderInUseError)) await stopServer(place);
      throw error;
    }
    owner.once('end', () => {
      recovering = recover();
    });
  }

  async function servePatiently(): Promise<void> {
    const patience = Date.now() + PATIENCE_MS;
    while (!stopped) {
      try {
        await serve();
        return;
      } catch (error) {
        if (Date.now() > patience || !COMING_OR_GOING.has((error as { code?: string }).code ?? '')) throw error;
        await delay(100);
      }
    }
  }

  /** The owner's session ended: PostgreSQL was killed, or restarted itself after a crash. */
  async function recover(): Promise<void> {
    while (!stopped) {
      try {
        logger.warn('the embedded PostgreSQL went away; bringing it back');
        await servePatiently();
        return;
      } catch (error) {
        logger.error({ err: error }, 'the embedded PostgreSQL does not come back');
        await delay(1_000);
      }
    }
  }

  return {
    name: 'embedded PostgreSQL',
    get url() {
      if (!place || port === undefined) throw new Error('The embedded PostgreSQL is not running');
      return urlOf(place, port);
    },
    async start() {
      stopped = false;
      await servePatiently();
      await removeLeftovers(folder);
      logger.info({ port, folder: home }, 'embedded PostgreSQL is running');
    },
    async stop() {
      stopped = true;
      // or it would start the server again behind our back
      await recovering;
      if (!owner || !place) return;
      await stopServer(place);
      await owner.end().catch(() => undefined);
      owner = undefined;
      port = options.port;
    },
  };
}

/** Folders that a process was killed over while it made them. */
async function removeLeftovers(folder: string): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) => name.startsWith('postgres.new-'));
  for (const name of leftovers) await rm(join(folder, name), { recursive: true, force: true });
}
