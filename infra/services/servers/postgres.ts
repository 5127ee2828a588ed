import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server, Site } from '../server';

/** The program writes it once it is ready: each start has a new password. */
const urlFile = ({ folder }: Site): string => join(folder, 'url');

/** The PostgreSQL of `npm start`, without durability against power failures. */
export const postgres: Server = {
  name: 'postgres',
  ports: [33],
  needs: [],
  async programs(site) {
    const main = join(__dirname, '..', 'programs', 'postgres.js');
    const args = [main, String(site.port), site.folder, urlFile(site)];
    return [{ name: 'postgres', command: process.execPath, args }];
  },
  ready: async (site) => existsSync(urlFile(site)),
  url: (site) => readFileSync(urlFile(site), 'utf8'),
};
