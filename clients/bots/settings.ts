import { z } from 'zod';

/** What all bots are told by their environment. */
const SETTINGS = z.object({
  PARLEY_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:4000')
    .describe('where Parley is'),
  BOT_TENANT: z.string().min(1).default('demo').describe('the tenant of its account'),
  BOT_EMAIL: z.string().min(1).describe('the e-mail address of its account'),
  BOT_PASSWORD: z.string().min(1).describe('its password, required if no session is stored'),
  BOT_STATE: z
    .string()
    .min(1)
    .default('.parley/bots')
    .describe('the folder for what it keeps: its session, and where it is'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('what it logs'),
});

export interface Settings {
  readonly url: string;
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
  /** A folder. */
  readonly state: string;
}

/** Something in the environment is missing or wrong; the message says what. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** What the environment says, an empty variable being none. Errors: SettingsError. */
export function parseEnvironment<Shape extends z.ZodObject>(
  shape: Shape,
  environment: NodeJS.ProcessEnv,
): z.output<Shape> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { success, data, error } = shape.safeParse(given);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return `${name}: ${given[name] === undefined ? 'is not set' : message}`;
  });
  throw new SettingsError(problems.join('; '));
}

/** Errors: SettingsError. */
export function parseSettings(environment: NodeJS.ProcessEnv): Settings & { readonly logLevel: string } {
  const { PARLEY_URL, BOT_TENANT, BOT_EMAIL, BOT_PASSWORD, BOT_STATE, LOG_LEVEL } = parseEnvironment(
    SETTINGS,
    environment,
  );
  return {
    ...{ url: PARLEY_URL, tenant: BOT_TENANT, email: BOT_EMAIL, password: BOT_PASSWORD, state: BOT_STATE },
    logLevel: LOG_LEVEL,
  };
}

/** A line for each variable: its meaning, and what it is unless told. */
export const describeSettings = (shape: z.ZodObject = SETTINGS): string =>
  Object.entries(shape.shape)
    .map(([name, value]) => {
      const type = value as z.ZodType<string | number>;
      const { data } = type.safeParse(undefined);
      const otherwise = data === undefined ? '' : `; ${data} unless told`;
      return `  ${name.padEnd(22)} ${z.globalRegistry.get(type)?.description}${otherwise}`;
    })
    .join('\n');
