import { DECLARATIONS, parseSettings } from '@parley/runtime/settings';

/** Prints each setting as its environment line, with where it comes from and what it means. Secrets are not shown. */
export function showConfig(environment: NodeJS.ProcessEnv): void {
  const settings: Record<string, string | number | readonly string[] | undefined> = parseSettings(environment);
  for (const [name, declared] of Object.entries(DECLARATIONS)) {
    const value = settings[name];
    const source = environment[name] ? 'environment' : value === undefined ? 'not set' : 'default';
    const shown = value === undefined ? '' : 'secret' in declared ? '********' : String(value);
    process.stdout.write(`# ${declared.meaning} (${source})\n${name}=${shown}\n\n`);
  }
}
