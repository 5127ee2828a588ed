import type { DerivedStores } from '@parley/subgraph/subgraph-module';
import type { ReadModel } from '@parley/database/read-model';
import { MODULES } from './modules';

/** Whatever is derived, in the order in which to make it again: what others go by comes first. */
export const readModels = (stores: DerivedStores): readonly ReadModel[] =>
  MODULES.flatMap((module) => module.readModels?.(stores) ?? []);

/** Those of these names, all for none. Errors: one line, for a name that is none. */
export function modelsOf(all: readonly ReadModel[], names: readonly string[]): ReadModel[] {
  const unknown = names.find((name) => !all.some((model) => model.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no read model ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}
