import type { FetchNode } from '@apollo/query-planner';
import { isObject } from './failures';
import type { TypesOf } from './types-of';

type Rewrite = NonNullable<FetchNode['inputRewrites']>[number];

/** Changes data in place, as a fetch of a plan says. */
export type Rewriting = (data: unknown) => void;

const ON_TYPE = '... on ';

export function compileRewrites(rewrites: readonly Rewrite[] = [], types: TypesOf): Rewriting | undefined {
  if (rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => ({ ...rewrite, types }));
  return (data) => {
    for (const rewrite of compiled) apply(data, rewrite, 0);
  };
}

function apply(data: unknown, rewrite: Rewrite & { types: TypesOf }, depth: number): void {
  if (Array.isArray(data)) return data.forEach((one) => apply(one, rewrite, depth));
  if (!isObject(data)) return;
  const step = rewrite.path[depth]!;
  if (step.startsWith(ON_TYPE)) {
    if (rewrite.types.isOf(data, step.slice(ON_TYPE.length), true)) apply(data, rewrite, depth + 1);
  } else if (depth < rewrite.path.length - 1) apply(data[step], rewrite, depth + 1);
  else change(data, step, rewrite);
}

function change(data: Record<string, unknown>, name: string, rewrite: Rewrite): void {
  if (rewrite.kind === 'ValueSetter') data[name] = rewrite.setValueTo;
  else if (Object.hasOwn(data, name)) {
    data[rewrite.renameKeyTo] = data[name];
    delete data[name];
  }
}

/** Renamed keys of responses, for the paths of errors. */
export const renamed = (rewrites: readonly Rewrite[] = []): ReadonlyMap<string | number, string> =>
  new Map(rewrites.flatMap((one) => (one.kind === 'KeyRenamer' ? [[one.path.at(-1)!, one.renameKeyTo]] : [])));
