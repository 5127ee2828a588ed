import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase, type Database } from '@parley/database/database';
import { prepareDataFolder, SUPERUSER, type DataFolder } from '@parley/database/embedded/data-folder';
import { urlOf } from '@parley/database/embedded/ownership';
import { launch, stopServer } from '@parley/database/embedded/server';
import { embeddedPostgres } from '@parley/database/embedded-postgres';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { prepareDatabase } from '../migrations';

/** A PostgreSQL of its own, with all migrations, and a standby that streams from it. */
export interface ReplicatedPostgres {
  readonly url: string;
  readonly replicaUrl: string;
  /** The replica still takes what is streamed, and shows nothing of it until it is resumed. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** Ends the replica as a crash would. */
  killReplica(): Promise<void>;
  /** Starts it again where it was. */
  startReplica(): Promise<void>;
  close(): Promise<void>;
}

const NAME = 'postgres';
const logger = pino({ level: 'silent' });

export async function replicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-replicated-'));
  const postgres = embeddedPostgres({ folder: join(folder, 'primary'), logger, durable: false });
  await postgres.start();
  await prepareDatabase(postgres.url, logger);
  const primary = await prepareDataFolder(join(folder, 'primary', NAME));
  const standby = await copyOf(primary, { url: postgres.url, home: join(folder, 'standby') });
  const port = await launch(standby, { port: undefined, durable: false });
  const replicaUrl = urlOf(standby, port);
  const onReplica = <Row>(statement: string) => asSuperuser(replicaUrl, (database) => database.query<Row>(statement));
  const paused = async () =>
    (await onReplica<{ state: string }>('select pg_get_wal_replay_pause_state() as state'))[0]!.state === 'paused';

  return {
    url: postgres.url,
    replicaUrl,
    async pauseReplay() {
      await onReplica('select pg_wal_replay_pause()');
      await until(paused, { what: 'Pausing the replay' });
    },
    async resumeReplay() {
      await onReplica('select pg_wal_replay_resume()');
    },
    async killReplica() {
      await standby.programs.run('pg_ctl', standby.data, ['stop', '-m', 'immediate', '-w']);
    },
    async startReplica() {
      await launch(standby, { port, durable: false });
    },
    async close() {
      await stopServer(standby);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A base backup by the low-level API: https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP.
 * There is no pg_basebackup among the programs of the embedded PostgreSQL.
 */
async function copyOf(primary: DataFolder, { url, home }: { url: string; home: string }): Promise<DataFolder> {
  const data = join(home, 'data');
  const { uid = -1, gid = -1 } = primary.programs.account;
  await mkdir(home, { mode: 0o700 });
  await asSuperuser(url, async (database) => {
    await database.query('select pg_backup_start($1, true)', [home]);
    await promisify(execFile)('cp', ['-a', primary.data, data]);
    const [stopped] = await database.query<{ label: string }>('select labelfile as label from pg_backup_stop(false)');
    await writeFile(join(data, 'backup_label'), stopped!.label, { mode: 0o600 });
  });
  const { port, password } = new URL(url);
  await writeFile(join(data, 'standby.signal'), '', { mode: 0o600 });
  await appendFile(
    join(data, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=${SUPERUSER} password=${password}'\n`,
  );
  await rm(join(data, 'postmaster.pid'));
  for (const made of [home, join(data, 'backup_label'), join(data, 'standby.signal')]) await chown(made, uid, gid);
  return { ...primary, home, data };
}

/** All in one session. */
async function asSuperuser<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const address = new URL(url);
  address.username = SUPERUSER;
  const { system: database } = await openDatabase({ url: address.href, poolSize: 1, entities: [], logger });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
