import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns the text of `PARLEY_DATA/keys/name`. The first of several processes creates the file; only its owner can read it.
 * For development only: in production, secrets are settings.
 */
export async function developmentFile(data: string, name: string, make: () => Promise<string>): Promise<string> {
  const folder = join(data, 'keys');
  const file = join(folder, name);
  const existing = await readIfThere(file);
  if (existing !== undefined) return existing;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${randomUUID()}.${name}`);
  await writeFile(draft, await make(), { mode: 0o600 });
  // creating a link is atomic, and never replaces a file that another process has created
  await link(draft, file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
