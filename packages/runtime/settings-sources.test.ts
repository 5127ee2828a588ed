import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { parseDeclared } from './declared-settings';
import { DECLARATIONS } from './settings';
import { readGivenSettings } from './settings-sources';

const SECRET = 'a secret of thirty-two characters';

async function readSettings(environment: NodeJS.ProcessEnv) {
  const { values, sources } = await readGivenSettings(DECLARATIONS, environment);
  return parseDeclared(DECLARATIONS, values, sources);
}

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'parley-settings-'))));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** The message of whatever this is refused with, which never has the secret in it. */
async function refusal(environment: NodeJS.ProcessEnv): Promise<string> {
  const error: unknown = await readSettings(environment).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  const { message, stack, cause } = error as Error;
  expect(JSON.stringify([message, stack, cause])).not.toContain(SECRET);
  return message;
}

describe('a file', () => {
  it('may have any setting, to the end of its last line', async () => {
    const environment = {
      SUBGRAPH_SECRET_FILE: await file('subgraph', `${SECRET}\n`),
      PORT_FILE: await file('port', '4711'),
      REFUSED_SHA256_FILE: await file('hashes', `${'a'.repeat(64)}\n${'b'.repeat(64)}\n`),
      LOG_LEVEL: 'warn',
    };
    const settings = await readSettings(environment);
    expect(settings).toMatchObject({ SUBGRAPH_SECRET: SECRET, PORT: 4711, LOG_LEVEL: 'warn' });
    expect(settings.REFUSED_SHA256).toEqual(['a'.repeat(64), 'b'.repeat(64)]);
    const { sources } = await readGivenSettings(DECLARATIONS, environment);
    expect(sources.get('PORT')).toBe(`file ${environment.PORT_FILE}`);
    expect(sources.get('LOG_LEVEL')).toBe('environment');
    expect(sources.has('HOST')).toBe(false);
  });

  it('that is not there, or not alone, is told of by its name', async () => {
    expect(await refusal({ PORT_FILE: join(folder, 'none') })).toMatch(
      /^PORT_FILE: .*none can not be read \(ENOENT\)$/,
    );
    const both = { SUBGRAPH_SECRET: SECRET, SUBGRAPH_SECRET_FILE: await file('both', SECRET) };
    expect(await refusal(both)).toBe('SUBGRAPH_SECRET and SUBGRAPH_SECRET_FILE are both set: leave one of them out');
  });
});

describe('Vault', () => {
  let vault: FastifyInstance;
  let VAULT_ADDR: string;
  let kept: Record<string, unknown>;
  let asked: IncomingHttpHeaders[];
  const given = { VAULT_PATH: 'secret/data/parley', VAULT_TOKEN: 'hvs.token' };

  beforeAll(async () => {
    vault = fastify({ forceCloseConnections: true });
    vault.get('/v1/secret/data/parley', async ({ headers }, reply) => {
      asked.push(headers);
      if (headers['x-vault-token'] !== given.VAULT_TOKEN)
        return reply.code(403).send({ errors: ['permission denied'] });
      return { request_id: '1', data: { data: kept, metadata: { version: 3, destroyed: false } } };
    });
    vault.get('/v1/secret/data/none', async (_, reply) => reply.code(404).send({ errors: [] }));
    vault.get('/v1/secret/old', async () => ({ data: { SUBGRAPH_SECRET: SECRET } }));
    vault.get('/v1/secret/text', async (_, reply) => reply.type('application/json').send(`not JSON: ${SECRET}`));
    vault.get('/v1/secret/elsewhere', async (_, reply) => reply.redirect('/v1/secret/data/parley', 307));
    VAULT_ADDR = await vault.listen({ host: '127.0.0.1', port: 0 });
  });
  beforeEach(() => {
    kept = { SUBGRAPH_SECRET: SECRET, PORT: 4712, unknown: 'x' };
    asked = [];
  });
  afterAll(() => vault.close());

  it('has what neither the environment nor a file has', async () => {
    const environment = { ...given, VAULT_ADDR, PORT_FILE: await file('vault-port', '1') };
    expect(await readSettings(environment)).toMatchObject({ SUBGRAPH_SECRET: SECRET, PORT: 1 });
    expect((await readGivenSettings(DECLARATIONS, environment)).sources.get('SUBGRAPH_SECRET')).toBe('Vault');
    expect(await readSettings({ ...given, VAULT_ADDR })).toMatchObject({ PORT: 4712 });
  });

  it('is asked with the token of a file, and in a namespace', async () => {
    const VAULT_TOKEN_FILE = await file('token', `${given.VAULT_TOKEN}\n`);
    await readSettings({ VAULT_ADDR, VAULT_PATH: '/secret/data/parley', VAULT_TOKEN_FILE, VAULT_NAMESPACE: 'chat' });
    expect(asked[0]).toMatchObject({ 'x-vault-token': given.VAULT_TOKEN, 'x-vault-namespace': 'chat' });
  });

  it.each([
    [{ VAULT_TOKEN: SECRET }, 'Vault responds 403 for /v1/secret/data/parley'],
    [{ VAULT_PATH: 'secret/data/none' }, 'Vault responds 404 for /v1/secret/data/none'],
    [{ VAULT_PATH: 'secret/old' }, 'Vault has no secret of KV version 2 at secret/old'],
    [{ VAULT_PATH: 'secret/text' }, 'Vault can not be reached'],
    [{ VAULT_PATH: 'secret/elsewhere' }, 'Vault can not be reached'],
    [{ VAULT_PATH: '' }, 'VAULT_PATH is missing'],
    [{ VAULT_TOKEN: '' }, 'VAULT_ADDR needs VAULT_TOKEN or VAULT_TOKEN_FILE'],
    [{ VAULT_ADDR: 'nowhere' }, 'VAULT_ADDR must be an address'],
    [{ VAULT_ADDR: 'http://127.0.0.1:1' }, 'Vault can not be reached at http://127.0.0.1:1'],
  ])('that does not give them for %j is told of in a line', async (change, message) => {
    expect(await refusal({ ...given, VAULT_ADDR, ...change })).toContain(message);
  });

  it('is told of by name where what it keeps is no text', async () => {
    kept = { SUBGRAPH_SECRET: { nested: SECRET } };
    expect(await refusal({ ...given, VAULT_ADDR })).toBe('Vault: SUBGRAPH_SECRET must be a text');
  });
});

it.each(Object.entries(DECLARATIONS))('a wrong %s is named, with its value unless it is a secret', (name, declared) => {
  const value = 'a-wrong-value';
  try {
    parseDeclared(DECLARATIONS, { [name]: value });
  } catch (error) {
    expect(String((error as Error).stack)).toContain(name);
    expect(String((error as Error).stack).includes(value)).toBe(!('secret' in declared));
  }
});
