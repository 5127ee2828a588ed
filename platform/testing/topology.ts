import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Database } from '@parley/runtime/database/database';
import { freshDatabase } from '@parley/testing/database';
import { freePort } from '@parley/testing/parley-process';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { seedTenant } from '@parley/users/seed';

const SUBGRAPHS = ['users', 'conversations', 'messages', 'search', 'media'] as const;
const MAIN = join(dirname(require.resolve('@parley/platform/package.json')), 'dist', 'main.js');

export type ProcessName = (typeof SUBGRAPHS)[number] | 'gateway-1' | 'gateway-2' | 'workers-1' | 'workers-2';

/** A deployment as it would be: each part of it a process of its own, on real servers, behind nginx. */
export interface Topology {
  /** Of nginx. */
  readonly url: string;
  readonly database: Database;
  /** Ends one, and waits until it is gone. Gives its exit code, null after SIGKILL. */
  kill(name: ProcessName, signal: NodeJS.Signals): Promise<number | null>;
  /** Starts one again, and waits until it is ready. */
  start(name: ProcessName): Promise<void>;
  /** Stops all, and removes the database. Answers the exit codes by name. */
  close(): Promise<Record<string, number | null>>;
}

/** Two gateways, each subgraph, and two processes of workers. Errors: one that does not start. */
export async function startTopology(environment: Record<string, string> = {}): Promise<Topology> {
  const fresh = await freshDatabase();
  await seedTenant(fresh.database, { slug: 'demo', signUp: 'open' });
  const folder = await mkdtemp(join(tmpdir(), 'parley-topology-'));
  const ports = await portsOfAll();
  const running = new Map<ProcessName, ChildProcess>();
  const shared = {
    PATH: process.env.PATH,
    PARLEY_ENV: 'development',
    PARLEY_DATA: folder,
    DATABASE_URL: fresh.url,
    DATABASE_POOL: '8',
    PUBLIC_URL: serviceUrl('nginx'),
    TRUSTED_PROXIES: 'loopback',
    SUBGRAPH_URLS: SUBGRAPHS.map((name) => `${name}=http://127.0.0.1:${ports.get(name)}/graphql`).join(),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    // of what the next year's versions will need
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...environment,
  };

  async function start(name: ProcessName): Promise<void> {
    const port = String(ports.get(name));
    const child = spawn(process.execPath, [MAIN, 'serve', '--roles', name.replace(/-\d$/, '')], {
      env: { ...shared, PORT: port, PROBES_PORT: port },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    running.set(name, child);
    const ready = async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
      return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    };
    await until(ready, { timeoutMs: 120_000, everyMs: 100, what: name });
  }

  async function kill(name: ProcessName, signal: NodeJS.Signals): Promise<number | null> {
    const child = running.get(name);
    if (!child) throw new Error(`${name} does not run`);
    running.delete(name);
    const gone = once(child, 'exit');
    child.kill(signal);
    return ((await gone) as [number | null])[0];
  }

  await Promise.all([...ports.keys()].map(start));
  return {
    url: serviceUrl('nginx'),
    database: fresh.database,
    kill,
    start,
    async close() {
      const codes = [...running.keys()].map(async (name) => [name, await kill(name, 'SIGTERM')]);
      const ended = Object.fromEntries(await Promise.all(codes)) as Record<string, number | null>;
      await fresh.close();
      await rm(folder, { recursive: true, force: true });
      return ended;
    },
  };
}

/** Gateways are where nginx looks for them. */
async function portsOfAll(): Promise<Map<ProcessName, number>> {
  const ports = new Map<ProcessName, number>();
  const gateways = process.env['NGINX_GATEWAYS']?.split(',') ?? [];
  for (const [at, address] of gateways.entries())
    ports.set(`gateway-${at + 1}` as ProcessName, Number(address.split(':')[1]));
  for (const name of [...SUBGRAPHS, 'workers-1', 'workers-2'] as const) ports.set(name, await freePort());
  return ports;
}
