/** The position of an entry. */
export interface Place {
  stream: string;
  seq: number;
}

/** The faults in the entries that a group handled, in the order in which its members began with them: losses and wrong orders. */
export function faultsIn(handled: readonly Place[], appended: ReadonlyMap<string, number>): string[] {
  const first = new Map<string, number[]>();
  for (const { stream, seq } of handled) {
    const seqs = first.get(stream) ?? [];
    if (!seqs.includes(seq)) first.set(stream, [...seqs, seq]);
  }
  return [...appended].flatMap(([stream, count]) => {
    const seqs = first.get(stream) ?? [];
    const wanted = Array.from({ length: count }, (_, n) => n + 1);
    return seqs.join() === wanted.join() ? [] : `${stream}: ${seqs.join()} of ${count}`;
  });
}
