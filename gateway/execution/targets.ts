import { isObject, type Path } from './failures';

type Data = Record<string, unknown>;

/** The objects at a path of a plan, each once; `@` stands for the elements of a list. */
export function targetsAt(roots: readonly Data[], path: readonly string[]): Data[] {
  const found = new Set<Data>();
  for (const root of roots) collect(root, path, found);
  return [...found];
}

function collect(value: unknown, path: readonly string[], found: Set<Data>): void {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (isObject(value)) found.add(value);
  } else if (step === '@') {
    if (Array.isArray(value)) for (const element of value) collect(element, rest, found);
  } else if (isObject(value)) collect(value[step], rest, found);
}

/** Where one of them is: at several places if it was fetched once for all of them. */
export function locate(value: unknown, path: readonly string[], target: object): Path[] {
  const [step, ...rest] = path;
  if (step === undefined) return value === target ? [[]] : [];
  const within = (key: string | number, inner: unknown) => locate(inner, rest, target).map((found) => [key, ...found]);
  if (step !== '@') return isObject(value) ? within(step, value[step]) : [];
  return Array.isArray(value) ? value.flatMap((element, index) => within(index, element)) : [];
}
