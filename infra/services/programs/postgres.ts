import { rename, writeFile } from 'node:fs/promises';
import { embeddedPostgres } from '@parley/database/embedded-postgres';
import pino from 'pino';

// node postgres.js PORT FOLDER FILE: writes the URL to the file, atomically
const [port, folder, file] = process.argv.slice(2) as [string, string, string];

async function serve(): Promise<void> {
  const postgres = embeddedPostgres({ folder, port: Number(port), logger: pino(), durable: false });
  await postgres.start();
  process.once('SIGTERM', () => void postgres.stop());
  await writeFile(`${file}.new`, postgres.url);
  await rename(`${file}.new`, file);
}

serve().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
