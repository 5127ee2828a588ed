import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAccessTokens } from '@parley/identity/access-tokens';
import { loadSigningKeys } from '@parley/identity/signing-keys';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';
import { exportJWK, generateKeyPair } from 'jose';
import { usageOf } from '../processes/usage';
import { createHttpClient } from './http-client';
import type { LiveServer, Outgoing, Population } from './live-server';
import { newTenant, type Tenant } from './tenant';

interface Options extends Population {
  /** URL of the database. */
  url: string;
  /** Number of gateway processes. */
  workers?: number;
  /** More arguments of Node than this process has. */
  execArgv?: readonly string[];
  /** Settings other than those of `parley serve` in production. */
  settings?: Readonly<Record<string, string>>;
}

/** Parley in a process. */
export interface PlatformServer extends LiveServer {
  readonly pid: number;
  /** Tokens of members of all rooms. */
  readonly senders: readonly string[];
}

const TOKEN_SECONDS = 86_400;
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;

/**
 * Parley as `parley serve` runs it in production, in one process unless there are workers. Figures exclude its database. The
 * benchmark knows its signing key, so that people need not sign in one by one.
 */
export async function platformServer(options: Options): Promise<PlatformServer> {
  const { url, workers, execArgv = [], settings, ...population } = options;
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const port = await freePort();
  const key = await signingKey();
  const tenant = await newTenant(url, population);
  const signing = signer(
    tenant,
    await loadSigningKeys({ PARLEY_ENV: 'production', PARLEY_DATA: folder, SIGNING_KEYS: key }),
  );
  const [tokens, senders] = await Promise.all([signing(tenant.people), signing(tenant.senders)]);
  const server = spawn(
    process.execPath,
    [...process.execArgv, ...execArgv, MAIN, 'serve', ...(workers ? ['--workers', String(workers)] : [])],
    {
      env: {
        ...{ LOG_LEVEL: 'error', ACCESS_TOKEN_SECONDS: String(TOKEN_SECONDS) },
        // one person has many clients
        ...{ LIVE_VIEWS_PER_USER: '1000' },
        LIMITS: 'off',
        // other limits and settings come from the environment
        ...process.env,
        ...settings,
        ...{ PARLEY_ENV: 'production', PARLEY_DATA: folder, DATABASE_URL: url, SIGNING_KEYS: key },
        ...{ PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: ISSUER },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const clear = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clear);
  await ready(server, port);

  const http = createHttpClient(port);
  let requests = 0;
  async function send({ room, text }: Outgoing): Promise<number> {
    const authorization = `Bearer ${senders[requests++ % senders.length]}`;
    const input = { conversationId: room, clientMessageId: randomUUID(), text };
    const asked = { path: '/graphql', headers: { authorization }, body: { query: SEND, variables: { input } } };
    // if the connection breaks, the message may have been sent: the same id makes the retry idempotent
    const { data, errors } = await http.post<Sent>(asked).catch(() => http.post<Sent>(asked));
    if (!data || errors) throw new Error(`not sent: ${JSON.stringify(errors)}`);
    return data.sendMessage.message.seq;
  }

  return {
    name: workers ? `Parley, ${workers} workers` : 'Parley',
    pid: server.pid!,
    port,
    tokens,
    senders,
    rooms: tenant.rooms,
    send: (messages) => Promise.all(messages.map(send)),
    usage: () => usageOf(server.pid!),
    async close() {
      http.close();
      await stop(server);
      process.off('exit', clear);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const MAIN = join(dirname(require.resolve('@parley/platform/package.json')), 'dist', 'main.js');
const ISSUER = 'http://parley.bench';

async function signingKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return JSON.stringify([await exportJWK(privateKey)]);
}

function signer({ tenant }: Tenant, keys: Parameters<typeof createAccessTokens>[0]) {
  const tokens = createAccessTokens(keys, { issuer: ISSUER, audience: ISSUER, seconds: TOKEN_SECONDS });
  type Claims = Parameters<typeof tokens.sign>[0];
  return (people: readonly string[]): Promise<string[]> =>
    Promise.all(
      people.map(async (user) => {
        const claims = { tenant, user, session: randomUUID(), device: randomUUID(), scopes: [], bot: false };
        return (await tokens.sign(claims as unknown as Claims)).token;
      }),
    );
}

async function ready(server: ChildProcess, port: number): Promise<void> {
  const answers = async () => {
    if (server.exitCode !== null) return 'ended';
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok && 'ready';
  };
  if ((await until(answers, { timeoutMs: START_WITHIN_MS, everyMs: 50, what: 'Parley' })) === 'ended')
    throw new Error(`Parley ended with ${server.exitCode}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(timer);
}

export const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { seq } } }';

interface Sent {
  data?: { sendMessage: { message: { seq: number } } };
  errors?: unknown;
}
