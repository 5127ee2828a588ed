import { DECLARATIONS, parseSettings } from '@parley/runtime/settings';
import { readGivenSettings } from '@parley/runtime/settings-sources';

/** Prints each setting as its environment line, with where it comes from and what it means. Secrets are not shown. */
export async function showConfig(environment: NodeJS.ProcessEnv): Promise<void> {
  const { values, sources } = await readGivenSettings(environment);
  const settings: Record<string, string | number | boolean | readonly string[] | undefined> = parseSettings(values);
  for (const [name, declared] of Object.entries(DECLARATIONS)) {
    const value = settings[name];
    const source = sources.get(name) ?? (value === undefined ? 'not set' : 'default');
    const shown = value === undefined ? '' : 'secret' in declared ? '********' : onOneLine(String(value));
    process.stdout.write(`# ${declared.meaning} (${source})\n${name}=${shown}\n\n`);
  }
}

const onOneLine = (text: string): string => (text.includes('\n') ? JSON.stringify(text) : text);
