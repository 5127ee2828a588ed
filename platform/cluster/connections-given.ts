import type { ChildProcess } from 'node:child_process';

/** What Node's cluster sends with a connection, and is answered with: `seq` is told back as `ack`. */
interface ClusterMessage {
  cmd?: string;
  act?: string;
  seq?: number;
  ack?: number;
}

interface Handle {
  close(): void;
}

/**
 * Closes connections that a worker was being given when it ended, so that their clients try again. Node's cluster keeps
 * them open for ever: it drops a handle when the worker accepts it, which a killed one never does.
 */
export function closeWhatEndsUnaccepted(worker: ChildProcess): void {
  const given = new Map<number, Handle>();
  const send = worker.send.bind(worker) as (...args: unknown[]) => boolean;
  worker.send = (...args: unknown[]) => {
    const [{ act, seq }, handle] = args as [ClusterMessage, Handle | undefined];
    if (act === 'newconn' && seq !== undefined && handle) given.set(seq, handle);
    return send(...args);
  };
  worker.on('internalMessage', ({ ack }: ClusterMessage) => ack !== undefined && given.delete(ack));
  worker.once('exit', () => {
    for (const handle of given.values()) handle.close();
    given.clear();
  });
}
