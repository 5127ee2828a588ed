import { writeFile } from 'node:fs/promises';

/** The measurements of a benchmark by name. Names contain the unit, as in `p99Ms`. */
export type Figures = Record<string, number>;

/** One line of the table; all rows of a table have the same columns. */
export type Row = Record<string, string | number>;

export interface Report {
  rows: Row[];
  figures: Figures;
}

/** Prints the table, and writes `{ bench, figures }` to `file` if given. */
export async function publish(bench: string, { rows, figures }: Report, file?: string): Promise<void> {
  if (rows.length > 0) console.table(rows);
  console.table(figures);
  if (file) await writeFile(file, `${JSON.stringify({ bench, figures }, null, 2)}\n`);
}

/** The value below which a share of the samples lies: 0.5 is the median. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
