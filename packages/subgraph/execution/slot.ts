import type { Run } from './run';

/** Name of a field in the result, or index of an item. */
export type Key = string | number;

/** An object or a list of the result. */
export type Container = Record<Key, unknown>;

/** A place in results, as the schema describes it. */
export interface Place {
  readonly nullable: boolean;
  /** Type that has it as a field. Items of lists have none. */
  readonly typename: string | undefined;
}

/**
 * The place of an object or a list in one result. What resolvers give later is put into the container where it belongs, so
 * that no promise waits for a whole object or list.
 * Invariant: once the code that fills it has returned, `parent.value[key]` is `value`, unless an error has replaced it, or
 * what contains it, by null.
 */
export class Slot {
  /** The container that is there. Of the root: null after an error. */
  value: Container | null = null;
  readonly run: Run;
  /** Undefined for the root. */
  readonly parent: Slot | undefined;

  constructor(
    readonly place: Place,
    readonly key: Key,
    within: Slot | Run,
  ) {
    const nested = within instanceof Slot;
    this.parent = nested ? within : undefined;
    this.run = nested ? within.run : within;
  }
}

export const rootSlot = (run: Run): Slot => new Slot({ nullable: true, typename: undefined }, '', run);

/** Whether its value is still a part of the result. */
export function isAttached(slot: Slot): boolean {
  let one = slot;
  for (; one.parent; one = one.parent) if (one.parent.value?.[one.key] !== one.value) return false;
  return one.value !== null;
}

/** Replaces it by null, or the first of its ancestors that may be null. */
export function replaceByNull(slot: Slot): void {
  let one = slot;
  while (one.parent && !one.place.nullable) one = one.parent;
  if (one.parent) one.parent.value![one.key] = null;
  else one.value = null;
}

/** The path to what is at a key of its container. */
export function pathTo(key: Key, at: Slot): Key[] {
  const path = [key];
  for (let slot = at; slot.parent; slot = slot.parent) path.push(slot.key);
  return path.reverse();
}
