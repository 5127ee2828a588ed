/** Milliseconds to wait after so many failures: exponential, with a random part, so that clients do not retry together. */
export function backoffMs(failures: number, { firstMs = 500, maxMs = 30_000, random = Math.random } = {}): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** After so long without a failure, the backoff starts over. */
const STEADY_MS = 5_000;

/** The backoff of one loop. A success that breaks off soon counts as a failure. */
export interface Retries {
  /** An attempt starts to succeed. */
  works(): void;
  /** Whether it has worked long enough for the backoff to start over. */
  isSteady(): boolean;
  /** It failed. Returns the milliseconds to wait before the next attempt. */
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
