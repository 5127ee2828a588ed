import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** By hash, what `npm run codegen` found that our clients ask. */
export async function readPersistedOperations(): Promise<ReadonlyMap<string, string>> {
  const folder = join(dirname(require.resolve('@parley/client/package.json')), 'generated');
  const manifest = await readFile(join(folder, 'persisted-documents.json'), 'utf8');
  return new Map(Object.entries(JSON.parse(manifest) as Record<string, string>));
}
