/** A pseudo-random number generator with a seed (mulberry32). */
export interface Chance {
  below(limit: number): number;
  /** One element at random, or none if the list is empty. */
  oneOf<T>(list: readonly T[]): [T] | [];
}

export function newChance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, oneOf: (list) => (list.length > 0 ? [list[below(list.length)]!] : []) };
}
