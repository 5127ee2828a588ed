const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** UTF-16 units. What people see as one character is shorter, unless somebody has heaped up marks. */
const LONGEST = 64;

/** Where what people see as one character begins and ends, of which the unit at `at` is a part. */
function clusterAt(text: string, at: number): { start: number; end: number } {
  const offset = Math.max(0, at - LONGEST);
  // what stands before is enough to tell where one begins
  const near = GRAPHEMES.segment(text.slice(offset, at + LONGEST));
  const { index, segment } = near.containing(at - offset)!;
  return { start: offset + index, end: offset + index + segment.length };
}

/** The beginning of the character that `at` would cut in two. */
export const clusterStart = (text: string, at: number): number =>
  at <= 0 || at >= text.length ? at : clusterAt(text, at).start;

/** The end of the character that `at` would cut in two. */
export function clusterEnd(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return at;
  const { start, end } = clusterAt(text, at);
  return start === at ? at : end;
}
