import type { Path } from './failures';

/** The names of fields that objects of one type may have: the gateway's own, and the client's. */
export interface NamedFields {
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
  const field = objects.flatMap(({ fields }) => fields).find(({ name }) => name === step);
  return field ? [field.responseName, ...clientPath(rest, field.within())] : [];
}
