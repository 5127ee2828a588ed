/** Positions from `from` to `to`, both among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ordered, none touching another. */
export type Ranges = readonly Range[];

/** With one more: what overlaps or touches becomes one. */
export function covering(ranges: Ranges, added: Range): Ranges {
  if (added.to < added.from) return ranges;
  const apart = ranges.filter(({ from, to }) => to < added.from - 1 || from > added.to + 1);
  const joined = ranges.filter((range) => !apart.includes(range));
  const from = Math.min(added.from, ...joined.map((range) => range.from));
  const to = Math.max(added.to, ...joined.map((range) => range.to));
  return [...apart, { from, to }].sort((one, other) => one.from - other.from);
}

/** Those at or after a position. */
export const from = (ranges: Ranges, position: number): Ranges =>
  ranges.flatMap((range) => (range.to < position ? [] : [{ ...range, from: Math.max(range.from, position) }]));
