import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A value in a file that a crash leaves either as it was or as it was to be. */
export interface JsonFile {
  /** Undefined where there is none. Errors: of the file system; SyntaxError where it is damaged. */
  read(): Promise<unknown>;
  /** Resolves once it is on the disk. Writes go one after another. */
  write(value: unknown): Promise<void>;
}

export function jsonFile(path: string): JsonFile {
  let writing: Promise<unknown> = Promise.resolve();
  return {
    async read() {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as unknown;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write(value) {
      // as it is now: it may change while another write is under way
      const text = JSON.stringify(value);
      const mine = writing.then(() => replace(path, text));
      writing = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** For the owner's eyes: what is kept may be a session. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.next`;
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
}
