import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPostgres, unprivilegedAccount, type Account, type PostgresPrograms } from './programs';

/** `HOME/data` is PostgreSQL's, beside it are the password and the server's log. */
export interface DataFolder {
  readonly home: string;
  readonly data: string;
  readonly password: string;
  readonly programs: PostgresPrograms;
}

export const SUPERUSER = 'postgres';

/** Opens the folder, or makes it. Errors: it can't be read or written, is damaged, or is of another PostgreSQL. */
export async function prepareDataFolder(home: string): Promise<DataFolder> {
  const data = join(home, 'data');
  const version = await contentOf(join(data, 'PG_VERSION'));
  if (version === undefined && (await contentOf(home)) !== undefined)
    throw damaged(home, 'it holds no PostgreSQL data');
  const programs = await findPostgres(version === undefined ? await unprivilegedAccount() : await accountOf(home));
  if (version === undefined) await create(home, programs);
  else if (version.trim() !== programs.version) {
    throw new Error(`${home} was made by PostgreSQL ${version.trim()}; this Parley has PostgreSQL ${programs.version}`);
  }
  const password = await contentOf(join(home, 'password'));
  if (!password) throw damaged(home, 'the file "password" is missing');
  return { home, data, password, programs };
}

const damaged = (home: string, how: string): Error =>
  new Error(`${home} is damaged: ${how}. Restore it from a backup, or remove it to start empty`);

/** Text of a file, something for a folder, nothing for what is not there. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read (${code})`, { cause });
  }
}

/** As who made the folder, should root run it now and somebody else have run it before. */
async function accountOf(home: string): Promise<Account> {
  const { uid, gid } = await stat(home);
  return process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : unprivilegedAccount();
}

/** Made under another name, so that a folder with the right one is always whole. */
async function create(home: string, programs: PostgresPrograms): Promise<void> {
  const { uid, gid } = programs.account;
  const handOver = async (path: string) => {
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  };
  const staging = await makeBeside(home);
  await handOver(staging);
  await mkdir(join(staging, 'data'), { mode: 0o700 });
  await handOver(join(staging, 'data'));
  await writeFile(join(staging, 'password'), randomBytes(24).toString('base64url'), { mode: 0o600 });
  await handOver(join(staging, 'password'));
  await programs.run('initdb', join(staging, 'data'), [
    `--username=${SUPERUSER}`,
    '--auth=scram-sha-256',
    '--pwfile=../password',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...unicodeLocale(),
  ]);
  // another process may have been faster
  await rename(staging, home).catch(() => rm(staging, { recursive: true, force: true }));
}

/** Full text and trigrams use the C library to recognize letters outside of ASCII: with "C", they would drop those letters. */
function unicodeLocale(): string[] {
  if (process.platform === 'linux') return ['--locale=C.UTF-8'];
  return process.platform === 'darwin' ? ['--locale=en_US.UTF-8'] : [];
}

async function makeBeside(home: string): Promise<string> {
  try {
    await mkdir(dirname(home), { recursive: true });
    return await mkdtemp(`${home}.new-`);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`The data folder ${dirname(home)} cannot be written (${code})`, { cause });
  }
}
