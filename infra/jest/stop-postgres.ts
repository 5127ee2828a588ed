import { rm } from 'node:fs/promises';
import type { TestServer } from './start-postgres';

export default async function stopPostgres(): Promise<void> {
  const server: TestServer | undefined = globalThis.testServer;
  await server?.postgres.stop();
  if (server) await rm(server.folder, { recursive: true, force: true });
}
