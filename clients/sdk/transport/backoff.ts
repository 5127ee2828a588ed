/** Milliseconds before the try after `failures` others: doubling, and anywhere below it, so that not all come at once. */
export function backoffMs(failures: number, { firstMs = 500, maxMs = 30_000, random = Math.random } = {}): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}
