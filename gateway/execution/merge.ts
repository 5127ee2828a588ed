import { isNothing, isObject } from './failures';

type Data = Record<string, unknown>;

/** Tells names of object types from those of interfaces. */
export type IsConcrete = (typename: unknown) => boolean;

/** Merges the data of another subgraph into an object. A value wins over null, in either order. */
export function merge(target: Data, source: Data, isConcrete: IsConcrete): void {
  for (const name of Object.keys(source)) {
    // JSON may have it, and no field has that name
    if (name === '__proto__') continue;
    const next = source[name];
    if (name === '__typename') mergeTypename(target, next, isConcrete);
    else target[name] = merged(Object.hasOwn(target, name) ? target[name] : undefined, next, isConcrete);
  }
}

/** A subgraph of an interface object knows only the interface. */
function mergeTypename(target: Data, next: unknown, isConcrete: IsConcrete): void {
  if (target.__typename === next) return;
  if (target.__typename === undefined || (isConcrete(next) && !isConcrete(target.__typename))) target.__typename = next;
}

function merged(value: unknown, next: unknown, isConcrete: IsConcrete): unknown {
  if (value === undefined || value === next) return next;
  if (isNothing(next)) return value;
  if (isNothing(value)) return next;
  if (isObject(value) && isObject(next)) {
    merge(value, next, isConcrete);
    return value;
  }
  if (!Array.isArray(value) || !Array.isArray(next) || value.length !== next.length) return next;
  for (let index = 0; index < next.length; index++) value[index] = merged(value[index], next[index], isConcrete);
  return value;
}
