import type { Entry } from '@parley/contracts/events';

/** An entry that is in the database for good, with what was written for those who listen at this moment. */
export interface Committed {
  entry: Entry;
  content?: unknown;
}

/** Tells this process's relay and live bus of what was just committed. At most once: both have another way to find out. */
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
