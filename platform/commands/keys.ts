import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { newOpaqueToken } from '@parley/identity/opaque-token';
import { newSigningKeys } from '@parley/identity/signing-keys';
import type { Command } from 'commander';
import { say } from './operating';

/** What production has no default for, by setting: its file, and how it is made. */
const SECRETS: Readonly<Record<string, { file: string; make: () => Promise<string> }>> = {
  SIGNING_KEYS: { file: 'signing-keys.json', make: newSigningKeys },
  ENCRYPTION_KEYS: {
    file: 'encryption-keys.json',
    make: async () => JSON.stringify([{ kty: 'oct', k: newOpaqueToken() }]),
  },
  SUBGRAPH_SECRET: { file: 'subgraph-secret', make: async () => newOpaqueToken() },
  URL_KEYS: { file: 'url-keys', make: async () => newOpaqueToken() },
  METRICS_TOKEN: { file: 'metrics-token', make: async () => newOpaqueToken() },
};

/** `parley keys …`: makes the secrets that production needs. */
export function addKeysCommand(parley: Command): void {
  parley
    .command('keys')
    .description('secrets that production needs')
    .command('new')
    .description('make new secrets in files that only you can read, and print the settings that name these files')
    .argument('[folder]', 'where; files that exist are never replaced', 'keys')
    .action(newKeys);
}

async function newKeys(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lines: string[] = [];
  for (const [setting, { file, make }] of Object.entries(SECRETS)) {
    const path = join(resolve(folder), file);
    await writeFile(path, await make(), { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new Error(`${path} exists already: name another folder, or move it away`);
    });
    lines.push(`${setting}_FILE=${path}`);
  }
  for (const line of lines) say(line);
}
