import type { Settings } from '@parley/runtime/settings';
import { readGivenSettings, type GivenSettings } from '@parley/runtime/settings-sources';
import { describeRunning, runningIn } from './running';
import { DECLARATIONS, parseSettings } from './settings';

const DEFAULT_FOLDER = '.parley';

/**
 * Settings of a command: its own, and for the rest those of the server that uses the data folder, if there is one.
 * Errors: SettingsError.
 */
export async function givenToCommand(environment: NodeJS.ProcessEnv): Promise<GivenSettings> {
  const { values, sources } = await readGivenSettings(DECLARATIONS, environment);
  const running = await runningIn(values.PARLEY_DATA ?? DEFAULT_FOLDER);
  if (!running) return { values, sources };
  const taken = Object.entries(running.settings).filter(([name]) => name in DECLARATIONS && !sources.has(name));
  const source = describeRunning(running);
  return {
    values: { ...values, ...Object.fromEntries(taken) },
    sources: new Map([...sources, ...taken.map(([name]) => [name, source] as const)]),
  };
}

export async function readCommandSettings(environment: NodeJS.ProcessEnv): Promise<Settings> {
  const { values, sources } = await givenToCommand(environment);
  return parseSettings(values, sources);
}
