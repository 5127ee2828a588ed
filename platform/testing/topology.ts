import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@parley/database/database';
import { freshDatabase } from '@parley/testing/database';
import { freePort } from '@parley/testing/free-port';
import { RELAXED_LIMITS } from '@parley/testing/relaxed-limits';
import { serviceUrl } from '@parley/testing/services';
import { accounts, SUBGRAPHS } from '../modules';
import { startRoleProcesses, type RoleProcesses } from './role-processes';

/** A subgraph, `gateway-1`, `gateway-2`, `workers-1` or `workers-2`. */
export type ProcessName = string;

/** A deployment as it would be: each part of it a process of its own, on real servers, behind nginx. */
export interface Topology extends RoleProcesses<ProcessName> {
  /** Of nginx. */
  readonly url: string;
  readonly database: Database;
}

/** Two gateways, each subgraph, and two processes of workers. Errors: one that does not start. */
export async function startTopology(environment: Record<string, string> = {}): Promise<Topology> {
  const fresh = await freshDatabase();
  await accounts.seedTenant(fresh.database, { slug: 'demo', signUp: 'open' });
  const folder = await mkdtemp(join(tmpdir(), 'parley-topology-'));
  const ports = await portsOfAll();
  const named = Array.from(ports, ([name, port]) => [name, { roles: [name.replace(/-\d$/, '')], port }]);
  const processes = await startRoleProcesses(Object.fromEntries(named), {
    PARLEY_ENV: 'development',
    PARLEY_DATA: folder,
    DATABASE_URL: fresh.url,
    DATABASE_POOL: '8',
    PUBLIC_URL: serviceUrl('nginx'),
    TRUSTED_PROXIES: 'loopback',
    SUBGRAPH_URLS: SUBGRAPHS.map((name) => `${name}=http://127.0.0.1:${ports.get(name)}/graphql`).join(),
    LOG_LEVEL: 'error',
    // of what the next year's versions will need
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...RELAXED_LIMITS,
    ...environment,
  });
  return {
    ...processes,
    url: serviceUrl('nginx'),
    database: fresh.database,
    async close() {
      const codes = await processes.close();
      await fresh.close();
      await rm(folder, { recursive: true, force: true });
      return codes;
    },
  };
}

/** Gateways are where nginx looks for them. */
async function portsOfAll(): Promise<Map<ProcessName, number>> {
  const ports = new Map<ProcessName, number>();
  const gateways = process.env['NGINX_GATEWAYS']?.split(',') ?? [];
  for (const [at, address] of gateways.entries()) ports.set(`gateway-${at + 1}`, Number(address.split(':')[1]));
  for (const name of [...SUBGRAPHS, 'workers-1', 'workers-2'] as const) ports.set(name, await freePort());
  return ports;
}
