import { Failure, GONE, isNothing, isObject, type Path, type Report } from './failures';

type Data = Record<string, unknown>;

/**
 * Puts a failure where its error's path says that there is a null, or at the null on the way there. False where the path
 * leads to no null.
 */
export function place(data: unknown, path: Path, report: Report): boolean {
  let at = data;
  for (const [depth, step] of path.entries()) {
    if (Array.isArray(at) ? typeof step !== 'number' || step >= at.length : !isObject(at)) return false;
    const holder = at as Record<string | number, unknown>;
    const value = Object.hasOwn(holder, step) ? holder[step] : undefined;
    if (value instanceof Failure) return false;
    if (isNothing(value)) {
      holder[step] = new Failure(report, path.slice(depth + 1));
      return true;
    }
    at = value;
  }
  return false;
}

/** Says of the fields that were to be fetched, and were not, why. Without errors: that there is no such object. */
export function explain(target: Data, fields: readonly string[], reports: readonly Report[]): void {
  for (const field of fields) {
    if (target[field] !== undefined) continue;
    const own = reports.find(({ path }) => path[0] === field);
    const report = own ?? reports[0];
    target[field] = report ? new Failure(report, own?.path.slice(1)) : GONE;
  }
}
