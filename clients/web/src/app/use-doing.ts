import { useState } from 'react';
import { problemOf } from './problem';

/** Something that takes a while and may fail: whether it is under way, and what went wrong. */
export function useDoing() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function run(doing: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await doing();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, run };
}
