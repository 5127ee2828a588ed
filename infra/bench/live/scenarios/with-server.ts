import type { LiveServer } from '../servers/live-server';

/** Runs `work` with a server, and stops it afterwards. */
export async function withServer<T>(
  starting: Promise<LiveServer>,
  work: (server: LiveServer) => Promise<T>,
): Promise<T> {
  const server = await starting;
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}
