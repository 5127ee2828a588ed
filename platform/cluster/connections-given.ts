import type { ChildProcess } from 'node:child_process';

/** The messages of Node's cluster for a connection: the worker returns `seq` as `ack`. */
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
 * Closes connections that were on their way to a worker when it ended, so that their clients retry. Node's cluster would keep
 * them open for ever: it drops a handle when the worker accepts it, which a killed worker never does.
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
