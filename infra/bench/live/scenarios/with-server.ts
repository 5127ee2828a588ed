import type { LiveServer } from '../servers/live-server';

/** A server for as long as `work` takes. */
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
