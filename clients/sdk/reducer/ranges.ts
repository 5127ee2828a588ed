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

/** Without what is in one more. */
export const without = (ranges: Ranges, cut: Range): Ranges =>
  ranges.flatMap((range) => {
    if (range.to < cut.from || range.from > cut.to) return [range];
    const left = [
      { from: range.from, to: cut.from - 1 },
      { from: cut.to + 1, to: range.to },
    ];
    return left.filter(({ from, to }) => from <= to);
  });

export const covers = (ranges: Ranges, position: number): boolean =>
  ranges.some(({ from, to }) => from <= position && position <= to);
