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

/** Where one of them is. */
export function locate(value: unknown, path: readonly string[], target: object): Path | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value === target ? [] : undefined;
  if (step !== '@') {
    const inner = isObject(value) ? locate(value[step], rest, target) : undefined;
    return inner && [step, ...inner];
  }
  for (const [index, element] of (Array.isArray(value) ? value : []).entries()) {
    const inner = locate(element, rest, target);
    if (inner) return [index, ...inner];
  }
  return undefined;
}
