import { DECLARATIONS, parseSettings } from '@parley/runtime/settings';
import { givenToCommand } from '../command-settings';

/** Prints each setting as an environment variable, with its source and meaning. It does not show secrets. */
export async function showConfig(environment: NodeJS.ProcessEnv): Promise<void> {
  const { values, sources } = await givenToCommand(environment);
  const settings: Record<string, string | number | boolean | readonly unknown[] | undefined> = parseSettings(
    values,
    sources,
  );
  for (const [name, declared] of Object.entries(DECLARATIONS)) {
    const value = settings[name];
    const source = sources.get(name) ?? (value === undefined ? 'not set' : 'default');
    const text = String(value ?? '');
    const shown = text !== '' && 'secret' in declared ? '********' : onOneLine(text);
    process.stdout.write(`# ${declared.meaning} (${source})\n${name}=${shown}\n\n`);
  }
}

const onOneLine = (text: string): string => (text.includes('\n') ? JSON.stringify(text) : text);
