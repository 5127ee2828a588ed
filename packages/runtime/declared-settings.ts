import type { z } from 'zod';

/** One setting: how its text becomes a value, what it is without one, and what it means to an operator. */
export interface Declaration<T> {
  meaning: string;
  parse: z.ZodType<T, string | undefined>;
  secret?: boolean;
}

/** Settings by name, which is that of the environment variable. */
export type Declarations = Readonly<Record<string, Declaration<unknown>>>;

/** The values of declared settings. */
export type SettingsOf<D extends Declarations> = { readonly [K in keyof D]: z.output<D[K]['parse']> };

/** Returns the values of settings that a module declares (`settings` of `SubgraphModule`). */
export type ReadSettings = <D extends Declarations>(declarations: D) => SettingsOf<D>;

export const setting = <T>(meaning: string, parse: z.ZodType<T, string | undefined>): Declaration<T> => ({
  meaning,
  parse,
});

export const secret = <T>(meaning: string, parse: z.ZodType<T, string | undefined>): Declaration<T> => ({
  meaning,
  parse,
  secret: true,
});

export class SettingsError extends Error {}

/**
 * Parses settings once. Errors: SettingsError that names every wrong setting, on one line, with its value unless that is a
 * secret, and where it is from, unless that is the environment.
 */
export function parseDeclared<D extends Declarations>(
  declarations: D,
  environment: NodeJS.ProcessEnv,
  sources: ReadonlyMap<string, string> = new Map(),
): SettingsOf<D> {
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { parse, secret: isSecret }] of Object.entries(declarations)) {
    const result = parse.safeParse(environment[name] || undefined);
    if (result.success) settings[name] = result.data;
    else {
      const shown = isSecret ? name : `${name}=${onOneLine(environment[name] ?? '')}`;
      const source = sources.get(name) ?? 'environment';
      const problem = result.error.issues.map(({ message }) => message).join(', ');
      problems.push(`${shown}${source === 'environment' ? '' : ` (${source})`}: ${problem}`);
    }
  }
  if (problems.length > 0) throw new SettingsError(`Wrong setting: ${problems.join('; ')}`);
  return settings as SettingsOf<D>;
}

/** As much of a value as tells which one it is. */
const onOneLine = (text: string): string => {
  const line = text.includes('\n') ? JSON.stringify(text) : text;
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
};

const MAX_SHOWN = 100;
