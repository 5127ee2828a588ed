import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SettingsError, type Declarations } from './declared-settings';

/** Every setting that is set, as text, and where that is from. */
export interface GivenSettings {
  readonly values: NodeJS.ProcessEnv;
  /** By name: `environment`, `file /run/secrets/…`, or `Vault`. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Reads each declared setting NAME from the environment, from the file that NAME_FILE names, or from Vault: from the first of them that has it.
 * Errors: SettingsError, without any value, for a file that can't be read, for NAME and NAME_FILE at once, and for a Vault that
 * does not have what it should.
 */
export async function readGivenSettings(
  declarations: Declarations,
  environment: NodeJS.ProcessEnv,
): Promise<GivenSettings> {
  const values: NodeJS.ProcessEnv = {};
  const sources = new Map<string, string>();
  const take = (name: string, value: string | undefined, source: string): void => {
    if (!value || sources.has(name)) return;
    values[name] = value;
    sources.set(name, source);
  };
  const names = Object.keys(declarations);
  for (const name of names) take(name, environment[name], 'environment');
  for (const name of names) {
    const file = environment[`${name}_FILE`];
    if (file) take(name, await valueIn(environment, name), `file ${file}`);
  }
  const kept = await secretsOfVault(environment);
  for (const name of names) take(name, kept[name], 'Vault');
  return { values, sources };
}

/** The content of the file of NAME_FILE, without the end of its last line. */
async function valueIn(environment: NodeJS.ProcessEnv, name: string): Promise<string> {
  const variable = `${name}_FILE`;
  if (environment[name]) throw new SettingsError(`${name} and ${variable} are both set: leave one of them out`);
  const file = environment[variable]!;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new SettingsError(`${variable}: ${file} can not be read (${(error as NodeJS.ErrnoException).code})`);
  });
  return text.replace(/\r?\n$/, '');
}

const TIMEOUT_MS = 5_000;

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version */
const SECRET = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()) }) });

/** The secrets of Vault at VAULT_PATH; none without VAULT_ADDR. */
async function secretsOfVault(environment: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const { VAULT_ADDR: address, VAULT_PATH: path, VAULT_NAMESPACE: namespace } = environment;
  if (!address) return {};
  if (!URL.canParse(address))
    throw new SettingsError('VAULT_ADDR must be an address, as https://vault.example.org:8200');
  if (!path) throw new SettingsError('VAULT_PATH is missing: where Vault keeps the settings, as secret/data/parley');
  const token = environment.VAULT_TOKEN_FILE ? await valueIn(environment, 'VAULT_TOKEN') : environment.VAULT_TOKEN;
  if (!token) throw new SettingsError('VAULT_ADDR needs VAULT_TOKEN or VAULT_TOKEN_FILE');
  const url = new URL(`/v1/${path.replace(/^\/+/, '')}`, address);
  const headers = { 'x-vault-token': token, ...(namespace && { 'x-vault-namespace': namespace }) };
  const parsed = SECRET.safeParse(await responseOf(url, headers));
  if (!parsed.success) throw new SettingsError(`Vault has no secret of KV version 2 at ${path}`);
  return Object.fromEntries(Object.entries(parsed.data.data.data).map(([name, value]) => [name, textOf(name, value)]));
}

async function responseOf(url: URL, headers: Record<string, string>): Promise<unknown> {
  let status: number;
  try {
    // a token is for this server alone, and not for whomever it points to
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return await response.json();
    status = response.status;
    await response.body?.cancel();
  } catch {
    // the cause may show headers, or parts of the response
    throw new SettingsError(`Vault can not be reached at ${url.origin}, or does not respond as it should`);
  }
  throw new SettingsError(`Vault responds ${status} for ${url.pathname}`);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SettingsError(`Vault: ${name} must be a text`);
}
