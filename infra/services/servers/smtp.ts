import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from '../readiness';
import type { Server, Site } from '../server';

const mailbox = ({ folder }: Site): string => join(folder, 'mails');

/** Accepts every mail, and writes each to a file `….eml` in SMTP_MAILBOX; the names sort by arrival. */
export const smtp: Server = {
  name: 'smtp',
  ports: [32],
  needs: [],
  async programs(site) {
    await mkdir(mailbox(site));
    const main = join(__dirname, '..', 'programs', 'smtp.js');
    return [{ name: 'smtp', command: process.execPath, args: [main, String(site.port), mailbox(site)] }];
  },
  ready: async ({ port }) => (await request(port, '')).startsWith('220'),
  url: ({ port }) => `smtp://127.0.0.1:${port}`,
  variables: (site) => ({ SMTP_MAILBOX: mailbox(site) }),
};
