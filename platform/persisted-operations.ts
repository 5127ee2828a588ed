import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The operations that `npm run codegen` found in the clients, by hash. */
export async function readPersistedOperations(): Promise<ReadonlyMap<string, string>> {
  const folder = join(dirname(require.resolve('@parley/client/package.json')), 'generated');
  const manifest = await readFile(join(folder, 'persisted-documents.json'), 'utf8');
  return new Map(Object.entries(JSON.parse(manifest) as Record<string, string>));
}
