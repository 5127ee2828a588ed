import type { Figures, Report } from '../report';
import { withScratchDatabase } from '../scratch-database';
import type { Run, Scenario } from './scenario';

export interface LiveOptions {
  /** 1: full size. Less: a small run, to test that it works. */
  scale: number;
  /** One scenario instead of all that need no options. */
  only?: string;
  /** Gateway processes. */
  workers?: number;
  /** Folder for CPU profiles. */
  profile?: string;
}

const SHORTEST_SECONDS = 2;

/** Runs scenarios one after the other, and prints the table of each as soon as it is there. */
export function runScenarios(
  scenarios: Readonly<Record<string, Scenario>>,
  { scale, only, workers }: LiveOptions,
): Promise<Report> {
  const names = only === undefined ? Object.keys(scenarios) : [only];
  for (const name of names)
    if (!scenarios[name]) throw new Error(`There is no ${name}: ${Object.keys(scenarios).join(', ')}`);
  return withScratchDatabase(async (url) => {
    const run: Run = {
      url,
      workers,
      scaled: (sockets) => Math.max(2, Math.round(sockets * scale)),
      seconds: (full) => (scale < 0.5 ? Math.min(full, SHORTEST_SECONDS) : full),
    };
    const figures: Figures = {};
    for (const name of names) {
      const measured = await scenarios[name]!(run);
      if (measured.rows.length === 0) continue;
      console.log(name);
      console.table(measured.rows);
      Object.assign(figures, measured.figures);
    }
    return { rows: [], figures };
  });
}
