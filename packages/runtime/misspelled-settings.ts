import leven from 'leven';
import type { Declarations } from './declared-settings';

/** Shorter names are similar to too many others. */
const SHORTEST = 6;
const FARTHEST = 2;

/** Variables that are no setting, but whose name is similar to that of a setting that is not set (`REDIS_ULR`), with that name. */
export function misspelledSettings(
  declarations: Declarations,
  environment: NodeJS.ProcessEnv,
): [given: string, meant: string][] {
  const names = Object.keys(declarations).flatMap((name) => [name, `${name}_FILE`]);
  const known = new Set(names);
  const missing = names.filter((name) => name.length >= SHORTEST && !environment[name]);
  return Object.keys(environment)
    .filter((given) => given.length >= SHORTEST && !known.has(given))
    .flatMap((given): [string, string][] => {
      const meant = missing.find((name) => distance(given, name) <= FARTHEST);
      return meant === undefined ? [] : [[given, meant]];
    });
}

const distance = (given: string, name: string): number =>
  Math.abs(given.length - name.length) > FARTHEST ? Infinity : leven(given.toUpperCase(), name);
