import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const SILENCE_MS = 2_000;

/** What a server of this machine says first, after `request` was sent. Errors: nobody listens, or nothing is said. */
export async function ask(port: number, request: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write(request);
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(SILENCE_MS) })) as [Buffer];
    return answer.toString('latin1');
  } finally {
    socket.destroy();
  }
}

/** Status of what a server answers to a GET. Errors: nobody listens, or nothing is said. */
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
