import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Failure, GONE, isObject } from './failures';
import type { TypesOf } from './types-of';

type Data = Record<string, unknown>;

/**
 * What a subgraph has to know of an entity to look it up, out of what others answered. Undefined where a part of it is
 * missing, or GONE or the failure that is the reason.
 */
export type Represent = (entity: Data) => Data | undefined | typeof GONE | Failure;

export function compileRepresentation(requires: readonly QueryPlanSelectionNode[], types: TypesOf): Represent {
  const scalars = scalarsByType(requires, types);
  return (entity) => {
    const names = scalars?.get(entity.__typename);
    return (names && scalarsOf(entity, names)) ?? represent(entity, requires, types);
  };
}

function represent(entity: Data, requires: readonly QueryPlanSelectionNode[], types: TypesOf): ReturnType<Represent> {
  const missing: Missing = {};
  const found = select(entity, requires, { types, missing });
  if (found && missing.reason === undefined && typeof found.__typename === 'string') return found;
  return missing.reason === NO_REASON ? undefined : missing.reason;
}

/** By object type, the fields that are required of it. Undefined if they may have fields in them, or apply to several types. */
function scalarsByType(
  requires: readonly QueryPlanSelectionNode[],
  types: TypesOf,
): ReadonlyMap<unknown, readonly string[]> | undefined {
  const byType = new Map<unknown, readonly string[]>();
  for (const node of requires) {
    if (node.kind === 'Field' || !types.isConcrete(node.typeCondition) || byType.has(node.typeCondition))
      return undefined;
    const names = node.selections.flatMap((one) =>
      one.kind === 'Field' && !one.selections && (one.alias ?? one.name) === one.name ? [one.name] : [],
    );
    if (names.length < node.selections.length || !names.includes('__typename')) return undefined;
    byType.set(node.typeCondition, names);
  }
  return byType;
}

/** Undefined if one of them is not plainly there. */
function scalarsOf(entity: Data, names: readonly string[]): Data | undefined {
  const found: Data = {};
  for (const name of names) {
    const value = Object.hasOwn(entity, name) ? entity[name] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
    found[name] = value;
  }
  return found;
}

const NO_REASON = Symbol('nothing says why');
interface Missing {
  reason?: typeof GONE | Failure | typeof NO_REASON;
}
interface Selecting {
  types: TypesOf;
  missing: Missing;
}

function select(source: Data, selections: readonly QueryPlanSelectionNode[], selecting: Selecting): Data {
  const result: Data = {};
  for (const node of selections) {
    if (node.kind === 'Field') result[node.name] = valueOf(source[node.alias ?? node.name], node.selections, selecting);
    else if (node.typeCondition !== undefined && selecting.types.isOf(source, node.typeCondition, false))
      combine(result, select(source, node.selections, selecting));
  }
  return result;
}

function valueOf(
  value: unknown,
  selections: readonly QueryPlanSelectionNode[] | undefined,
  selecting: Selecting,
): unknown {
  if (value === null) return null;
  // an error where the field is; where it is only the reason for there being nothing, nothing was fetched
  if (value instanceof Failure && value.rest) return null;
  if (value === undefined || value === GONE || value instanceof Failure) {
    selecting.missing.reason = value ?? selecting.missing.reason ?? NO_REASON;
    return null;
  }
  if (Array.isArray(value)) return value.map((element) => valueOf(element, selections, selecting));
  return selections && isObject(value) ? select(value, selections, selecting) : value;
}

/** Two selections of one object, of which both may have parts of the same field. */
function combine(into: Data, from: Data): void {
  for (const [name, value] of Object.entries(from)) {
    const known = into[name];
    if (isObject(known) && isObject(value)) combine(known, value);
    else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
      value.forEach((one: unknown, index) => {
        if (isObject(known[index]) && isObject(one)) combine(known[index], one);
        else known[index] = one;
      });
    else into[name] = value;
  }
}
