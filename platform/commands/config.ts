import type { Declarations } from '@parley/runtime/declared-settings';
import { givenToCommand } from '../command-settings';
import { DECLARATIONS, parseSettings } from '../settings';

/** Prints each setting as an environment variable, with its source and meaning. It does not show secrets. */
export async function showConfig(environment: NodeJS.ProcessEnv): Promise<void> {
  const { values, sources } = await givenToCommand(environment);
  const settings: Readonly<Record<string, unknown>> = parseSettings(values, sources);
  for (const [name, declared] of Object.entries<Declarations[string]>(DECLARATIONS)) {
    const value = settings[name];
    const source = sources.get(name) ?? (value === undefined ? 'not set' : 'default');
    const text = values[name] ?? textOf(value);
    const shown = text !== '' && declared.secret ? '********' : onOneLine(text);
    process.stdout.write(`# ${declared.meaning} (${source})\n${name}=${shown}\n\n`);
  }
}

/** A default, as it would be written in the environment. Lists are empty by default. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${(value ?? '') as string | number | boolean}`;
  const { perSecond, atOnce } = value as { perSecond?: number; atOnce?: number };
  return perSecond === undefined ? '' : `${perSecond}/s,${atOnce}`;
}

const onOneLine = (text: string): string => (text.includes('\n') ? JSON.stringify(text) : text);
