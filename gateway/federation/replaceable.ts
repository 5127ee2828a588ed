import type { Federation } from './federation';

/** A federation that can be replaced while it is in use. */
export interface ReplaceableFederation extends Federation {
  /**
   * Resolves once new operations run on `next`. Operations in progress end on the previous federation, which is stopped
   * after the last of them. Errors: those of starting `next`; then nothing has changed.
   */
  replace(next: Federation): Promise<void>;
}

/**
 * One generation of the graph: `current` → `retired` → stopped, once it has no operations in progress.
 * Invariant: a generation with operations in progress is not stopped.
 */
interface Generation {
  readonly federation: Federation;
  underWay: number;
  retired: boolean;
}

export function replaceable(first: Federation): ReplaceableFederation {
  let current: Generation = { federation: first, underWay: 0, retired: false };
  const stopping = new Set<Promise<void>>();

  function stopUnused(generation: Generation): void {
    if (!generation.retired || generation.underWay > 0) return;
    const stopped = generation.federation.stop().finally(() => stopping.delete(stopped));
    stopping.add(stopped);
  }

  async function use<T>(work: (federation: Federation) => Promise<T>): Promise<T> {
    const generation = current;
    generation.underWay++;
    try {
      return await work(generation.federation);
    } finally {
      generation.underWay--;
      stopUnused(generation);
    }
  }

  return {
    name: first.name,
    get api() {
      return current.federation.api;
    },
    get graph() {
      return current.federation.graph;
    },
    get persisted() {
      return current.federation.persisted;
    },
    start: () => current.federation.start(),
    async stop() {
      current.retired = true;
      stopUnused(current);
      await Promise.all(stopping);
    },
    execute: (operation) => use((federation) => federation.execute(operation)),
    respond: (http, request) => use((federation) => federation.respond(http, request)),
    async replace(next) {
      await next.start();
      const before = current;
      current = { federation: next, underWay: 0, retired: false };
      before.retired = true;
      stopUnused(before);
    },
  };
}
