import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const LEFT_OUT = new Set(['.git', '.parley', 'coverage', 'node_modules']);

/** A copy of the project with what was built of it, in a temporary folder. It shares the packages that npm installed. */
export interface CopiedProject {
  readonly folder: string;
  /** Changes a text file. Errors: the text does not occur in it. */
  replace(path: string, text: string, by: string): Promise<void>;
  /** Adds a workspace, and links it as `npm install` does. */
  addWorkspace(from: string, to: string): Promise<void>;
  /** Runs a script of the project with Node, and returns what it printed. Errors: it failed. */
  run(environment: Record<string, string>, ...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

export async function copiedProject(): Promise<CopiedProject> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-copy-'));
  const within = (path: string) => join(folder, path);
  await cp(ROOT, folder, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => path === ROOT || !LEFT_OUT.has(basename(path)),
  });
  await linkInstalled(folder);
  return {
    folder,
    async replace(path, text, by) {
      const before = await readFile(within(path), 'utf8');
      if (!before.includes(text)) throw new Error(`${path} has no ${text}`);
      await writeFile(within(path), before.replace(text, by));
    },
    async addWorkspace(from, to) {
      await cp(from, within(to), { recursive: true });
      const { name } = JSON.parse(await readFile(join(within(to), 'package.json'), 'utf8')) as { name: string };
      await symlink(within(to), join(folder, 'node_modules', name));
    },
    async run(environment, ...args) {
      const options = { cwd: folder, env: { PATH: process.env['PATH'], ...environment } };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
      return stdout + stderr;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Links all that is installed, and the workspaces of the copy in place of the project's own. */
async function linkInstalled(folder: string): Promise<void> {
  const installed = join(ROOT, 'node_modules');
  await mkdir(join(folder, 'node_modules', '@parley'), { recursive: true });
  for (const name of await readdir(installed))
    if (name === '.bin' || !(name.startsWith('.') || name === '@parley'))
      await symlink(join(installed, name), join(folder, 'node_modules', name));
  for (const path of await workspaces()) {
    const { name } = JSON.parse(await readFile(join(ROOT, path, 'package.json'), 'utf8')) as { name: string };
    await symlink(join(folder, path), join(folder, 'node_modules', name));
    const own = join(ROOT, path, 'node_modules');
    if (await exists(own)) await symlink(own, join(folder, path, 'node_modules'));
  }
}

async function workspaces(): Promise<string[]> {
  const { workspaces } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { workspaces: string[] };
  const found: string[] = [];
  for (const pattern of workspaces) {
    const parent = join(ROOT, dirname(pattern));
    const names = pattern.endsWith('/*') ? await readdir(parent) : [basename(pattern)];
    const paths = names.map((name) => join(parent, name));
    for (const path of paths) if (await exists(join(path, 'package.json'))) found.push(relative(ROOT, path));
  }
  return found;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
