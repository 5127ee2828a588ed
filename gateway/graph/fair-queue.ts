/** What waits for its turn, in the order of `push` for each caller, and callers in turn. */
export interface FairQueue<T> {
  readonly size: number;
  /** False if too much waits already, of all callers or of this one; then nothing has changed. */
  push(caller: string, item: T): boolean;
  /** Takes the next one out. */
  next(): T | undefined;
}

/** `max`: of all callers. `maxOfOne`: of each. */
export function createFairQueue<T>({ max, maxOfOne }: { max: number; maxOfOne: number }): FairQueue<T> {
  // in the order of turns: who had one goes to the end
  const waiting = new Map<string, T[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    push(caller, item) {
      const own = waiting.get(caller) ?? [];
      if (size >= max || own.length >= maxOfOne) return false;
      own.push(item);
      waiting.set(caller, own);
      size++;
      return true;
    },
    next() {
      for (const [caller, [first, ...rest]] of waiting) {
        waiting.delete(caller);
        if (rest.length > 0) waiting.set(caller, rest);
        size--;
        return first;
      }
      return undefined;
    },
  };
}
