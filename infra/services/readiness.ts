import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const SILENCE_MS = 2_000;

/** Sends `request` to a port of this machine, and returns the first response. Errors: if nothing listens or responds. */
export async function request(port: number, request: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write(request);
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(SILENCE_MS) })) as [Buffer];
    return answer.toString('latin1');
  } finally {
    socket.destroy();
  }
}

/** HTTP status of a GET. Errors: if nothing listens or responds. */
export async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(SILENCE_MS) });
  await answer.body?.cancel();
  return answer.status;
}

export async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
