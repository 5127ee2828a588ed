import type { DerivedStores } from '@parley/subgraph/subgraph-module';
import type { ReadModel } from '@parley/database/read-model';
import { MODULES } from './modules';

/** All read models, in the order in which to rebuild them: a model comes after those that it is derived from. */
export const readModels = (stores: DerivedStores): readonly ReadModel[] =>
  MODULES.flatMap((module) => module.readModels?.(stores) ?? []);

/** The read models with these names, or all if there are no names. Errors: one line, for an unknown name. */
export function modelsOf(all: readonly ReadModel[], names: readonly string[]): ReadModel[] {
  const unknown = names.find((name) => !all.some((model) => model.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no read model ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}
