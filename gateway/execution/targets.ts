import { isObject, type Path } from './failures';

type Data = Record<string, unknown>;

/** The objects at a path of a plan, each once; `@` stands for the elements of a list. */
export function targetsAt(roots: readonly Data[], path: readonly string[]): Data[] {
  const found = new Set<Data>();
  for (const root of roots) collect(root, { path, depth: 0, found });
  return [...found];
}

interface Collecting {
  path: readonly string[];
  depth: number;
  found: Set<Data>;
}

function collect(value: unknown, { path, depth, found }: Collecting): void {
  const step = path[depth];
  const inner = { path, depth: depth + 1, found };
  if (step === undefined) {
    if (isObject(value)) found.add(value);
  } else if (step === '@') {
    if (Array.isArray(value)) for (const element of value) collect(element, inner);
  } else if (isObject(value)) collect(value[step], inner);
}

/** Where each of them is: at several places if it was fetched once for all of them. */
export function placesAt(root: unknown, path: readonly string[]): ReadonlyMap<object, readonly Path[]> {
  const places = new Map<object, Path[]>();
  function visit(value: unknown, depth: number, at: Path): void {
    const step = path[depth];
    if (step === '@') {
      if (Array.isArray(value))
        for (const [index, element] of value.entries()) visit(element, depth + 1, [...at, index]);
    } else if (isObject(value)) {
      if (step !== undefined) visit(value[step], depth + 1, [...at, step]);
      else if (places.has(value)) places.get(value)!.push(at);
      else places.set(value, [at]);
    }
  }
  visit(root, 0, []);
  return places;
}
