import type { FetchNode } from '@apollo/query-planner';
import { pathsIn, representedBy, selectedBy, type PlannedField } from './planned-fields';
import type { TypesOf } from './types-of';

/** By `subgraph Type.field`: what `@requires` of that field names, as the paths of `pathsIn`. */
export type RequiredPaths = ReadonlyMap<string, ReadonlySet<string>>;

export interface CheckParts {
  readonly requiredPaths: RequiredPaths;
  readonly externalFields: ReadonlySet<string>;
  readonly types: TypesOf;
}

/** What a field of a subgraph requires, whichever of its types an object is of. */
export const requiredPathsOf = (
  subgraph: string,
  { type = '', name }: Pick<PlannedField, 'type' | 'name'>,
  { requiredPaths, types }: CheckParts,
): readonly string[] =>
  [type, ...types.concreteTypes(type)].flatMap((one) => [...(requiredPaths.get(`${subgraph} ${one}.${name}`) ?? [])]);

/**
 * Each field that a fetch selects of an entity although it is `@external` in that subgraph: it would be null. A field that a
 * reference provides is selected of the reference.
 */
export function externalSelected(fetch: FetchNode, { externalFields, types }: CheckParts): string[] {
  if (!fetch.requires) return [];
  return selectedBy(fetch, types)
    .map(({ type = '', name }) => `${fetch.serviceName} ${type}.${name}`)
    .filter((key) => externalFields.has(key))
    .map((key) => `${key} is fetched, and external`);
}

/**
 * Each field with `@requires` that a fetch selects without what the field requires. A representation may have that, or the
 * fetch may select it of the same object: then the subgraph has it itself.
 */
export function missingRequired(fetch: FetchNode, { requiredPaths, types }: CheckParts): string[] {
  if (requiredPaths.size === 0) return [];
  const faults = new Set<string>();
  const keyOf = (type: string, name: string) => `${fetch.serviceName} ${type}.${name}`;

  function checkField(
    { name, type }: PlannedField,
    known: (concrete: string) => ReadonlySet<string> | undefined,
  ): void {
    for (const concrete of type === undefined ? [] : types.concreteTypes(type)) {
      const required = requiredPaths.get(keyOf(type!, name)) ?? requiredPaths.get(keyOf(concrete, name));
      const has = required && known(concrete);
      for (const path of has ? required : [])
        if (!has!.has(path)) faults.add(`${keyOf(concrete, name)} is fetched without ${path}`);
    }
  }

  /** `fields`: all that is selected of one object. `represented`: what its representation has. */
  function checkObject(fields: readonly PlannedField[], represented?: readonly PlannedField[]): void {
    for (const field of fields)
      checkField(field, (concrete) => {
        const ofType = ({ type }: PlannedField) =>
          type !== undefined && types.isOf({ __typename: concrete }, type, false);
        const given = represented?.filter(ofType);
        // no object of this type is looked up
        if (given?.length === 0) return undefined;
        return pathsIn([...fields.filter(ofType), ...(given ?? [])]);
      });
    for (const name of new Set(fields.map(({ responseName }) => responseName)))
      checkObject(fields.filter(({ responseName }) => responseName === name).flatMap((field) => field.fields));
  }

  checkObject(selectedBy(fetch, types), representedBy(fetch, types));
  return [...faults];
}
