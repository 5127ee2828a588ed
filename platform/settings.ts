import {
  parseDeclared,
  SettingsError,
  type Declarations,
  type ReadSettings,
  type SettingsOf,
} from '@parley/runtime/declared-settings';
import { DECLARATIONS as OWN, type Settings } from '@parley/runtime/settings';
import { readGivenSettings } from '@parley/runtime/settings-sources';
import { MODULES } from './modules';

/** All settings: the platform's, and those that its subgraphs declare. Errors: two declarations of one name. */
export const DECLARATIONS = { ...OWN, ...declaredBySubgraphs() };

function declaredBySubgraphs(): Declarations {
  const declared = new Map(Object.entries<Declarations[string]>(OWN));
  const added = MODULES.flatMap(({ settings = {} }) => Object.entries(settings));
  for (const [name, one] of added) {
    if (declared.has(name)) throw new SettingsError(`The setting ${name} is declared twice`);
    declared.set(name, one);
  }
  return Object.fromEntries(added);
}

/** Errors: SettingsError. */
export const parseSettings = (
  environment: NodeJS.ProcessEnv,
  sources?: ReadonlyMap<string, string>,
): SettingsOf<typeof DECLARATIONS> & Settings => parseDeclared(DECLARATIONS, environment, sources);

/** Reads settings from the environment, files and Vault. Errors: SettingsError. */
export async function readSettings(environment: NodeJS.ProcessEnv): Promise<Settings> {
  const { values, sources } = await readGivenSettings(DECLARATIONS, environment);
  return parseSettings(values, sources);
}

/** For subgraphs: returns the values of what their modules declare. Errors: a setting that no module lists. */
export const settingsReader =
  (settings: Settings): ReadSettings =>
  <D extends Declarations>(declarations: D) => {
    const values: Readonly<Record<string, unknown>> = settings;
    const unlisted = Object.keys(declarations).filter((name) => !(name in DECLARATIONS));
    if (unlisted.length > 0) throw new SettingsError(`No module lists ${unlisted.join(', ')} in its settings`);
    return Object.fromEntries(Object.keys(declarations).map((name) => [name, values[name]])) as SettingsOf<D>;
  };
