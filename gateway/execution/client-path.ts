import { isObject, type Path } from './failures';

/** The names of fields that objects of one type may have: the gateway's own, and the client's. */
export interface NamedFields {
  readonly type: { readonly name: string };
  readonly fields: readonly {
    readonly name: string;
    readonly responseName: string;
    /** Those of the objects in it. */
    within(): readonly NamedFields[];
  }[];
}

/** A path of internal names in those of the client, as far as the client selected it. */
export function clientPath(path: Path, objects: readonly NamedFields[]): Path {
  const [step, ...rest] = path;
  if (step === undefined) return [];
  if (typeof step === 'number') return [step, ...clientPath(rest, objects)];
  const field = fieldNamed(step, objects);
  return field ? [field.responseName, ...clientPath(rest, field.within())] : [];
}

/**
 * Whether the client selected what is at a path only of objects of other types: subgraphs that know an interface as an
 * object are asked for it of all objects. `data`: what the path begins at.
 */
export function isOfOtherTypes(path: Path, objects: readonly NamedFields[], data: unknown): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return false;
  const value = (data as Record<string | number, unknown> | null | undefined)?.[step];
  if (typeof step === 'number') return isOfOtherTypes(rest, objects, value);
  const own = objects.filter(({ type }) => isObject(data) && type.name === data.__typename);
  const field = fieldNamed(step, own.length > 0 ? own : objects);
  return field ? isOfOtherTypes(rest, field.within(), value) : fieldNamed(step, objects) !== undefined;
}

const fieldNamed = (name: string, objects: readonly NamedFields[]) =>
  objects.flatMap(({ fields }) => fields).find((field) => field.name === name);
