import type { AttachmentId } from '@parley/contracts/ids';

/**
 * Brings those who complete uploads together with the scanner, where both are in one process. Nothing depends on it: the
 * scanner also looks for itself what there is to scan.
 */
export interface Scans {
  /** Wakes the scanner. Resolves when it is through with this one, or after `patienceMs`; at once where none is here. */
  wait(id: AttachmentId, patienceMs: number): Promise<void>;
  /** For the scanner: calls back when there is something to do. Returns how to stop that. */
  onWanted(listener: () => void): () => void;
  /** For the scanner: it is through with this one. */
  tell(id: AttachmentId): void;
}

export function createScans(): Scans {
  const scanners = new Set<() => void>();
  const waiting = new Map<AttachmentId, Set<() => void>>();

  function listen(id: AttachmentId, listener: () => void): () => void {
    const listeners = waiting.get(id) ?? new Set();
    waiting.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) waiting.delete(id);
    };
  }

  return {
    async wait(id, patienceMs) {
      if (scanners.size === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, patienceMs);
        const stop = listen(id, done);
        function done(): void {
          clearTimeout(timer);
          stop();
          resolve();
        }
        for (const wake of scanners) wake();
      });
    },
    onWanted(listener) {
      scanners.add(listener);
      return () => scanners.delete(listener);
    },
    tell(id) {
      for (const done of [...(waiting.get(id) ?? [])]) done();
    },
  };
}
