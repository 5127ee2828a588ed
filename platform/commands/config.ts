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
    const text = Array.isArray(value) ? value.join(',') : `${(value ?? '') as string | number | boolean}`;
    const shown = text !== '' && declared.secret ? '********' : onOneLine(text);
    process.stdout.write(`# ${declared.meaning} (${source})\n${name}=${shown}\n\n`);
  }
}

const onOneLine = (text: string): string => (text.includes('\n') ? JSON.stringify(text) : text);
