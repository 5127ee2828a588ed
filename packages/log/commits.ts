import type { Entry } from '@parley/contracts/events';

/** A committed entry. `content` is what was written with it, for those who listen at this moment. */
export interface Committed {
  entry: Entry;
  content?: unknown;
}

/** Notifies listeners in this process of commits, at most once: the relay and live topics also read the database. */
export interface Commits {
  announce(committed: readonly Committed[]): void;
  onCommit(listener: (committed: readonly Committed[]) => void): () => void;
}

export function createCommits(): Commits {
  const listeners = new Set<(committed: readonly Committed[]) => void>();
  return {
    announce(committed) {
      for (const listener of listeners) listener(committed);
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
