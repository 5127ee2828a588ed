/** Milliseconds before the try after `failures` others: doubling, and anywhere below it, so that not all come at once. */
export function backoffMs(failures: number, { firstMs = 500, maxMs = 30_000, random = Math.random } = {}): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** What works for as long works: the next failure is the first one again. */
const STEADY_MS = 5_000;

/** How long one loop waits between its tries. A success that breaks off at once is a failure, too. */
export interface Retries {
  /** A try begins to work. */
  works(): void;
  /** Whether it has worked for as long that the next failure is the first one. */
  isSteady(): boolean;
  /** It works no more: milliseconds to wait before the next try, longer after each failure in a row. */
  waitMs(): number;
}

export function createRetries(now: () => number = Date.now): Retries {
  let failures = 0;
  let worksSince: number | undefined;
  const isSteady = () => worksSince !== undefined && now() - worksSince >= STEADY_MS;
  return {
    works: () => void (worksSince ??= now()),
    isSteady,
    waitMs() {
      if (isSteady()) failures = 0;
      worksSince = undefined;
      return backoffMs(failures++);
    },
  };
}
