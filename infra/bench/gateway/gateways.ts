import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';
import { startChild } from '../live/processes/child';
import { PROFILER } from '../profile/profile';
import { hivePackages } from './hive-packages';

/** A gateway as the child of the benchmark. */
export interface GatewayApi {
  /** Gives the port. */
  start(options: StartOptions): Promise<number>;
}

interface StartOptions {
  supergraphSdl: string;
  /** Of Hive Gateway: the folder that it is installed in. */
  packages?: string;
  /** Of Hive Gateway: plans with its planner in Rust. */
  rustPlanner?: boolean;
}

/** A gateway under test, in a process of its own. */
export interface GatewayServer {
  readonly pid: number;
  readonly port: number;
  end(): Promise<void>;
}

type Start = (supergraphSdl: string, folder: string) => Promise<GatewayServer>;

/** Each as it is by default, in production. */
export const GATEWAYS = {
  parley,
  hive: async (supergraphSdl) => child('hive-main.js', { supergraphSdl, packages: await hivePackages() }),
  hiveRust: async (supergraphSdl) =>
    child('hive-main.js', { supergraphSdl, packages: await hivePackages(), rustPlanner: true }),
  apollo: (supergraphSdl) => child('apollo-main.js', { supergraphSdl }),
} satisfies Record<string, Start>;

export type GatewayName = keyof typeof GATEWAYS;

async function child(module: string, options: StartOptions): Promise<GatewayServer> {
  const started = startChild<GatewayApi>(join(__dirname, module), { execArgv: PROFILER, production: true });
  return { pid: started.pid, port: await started.call('start', options), end: started.end };
}

const MAIN = join(dirname(require.resolve('@parley/platform/package.json')), 'dist', 'main.js');
const START_WITHIN_MS = 60_000;

/** `parley gateway`. */
async function parley(supergraphSdl: string, folder: string): Promise<GatewayServer> {
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, supergraphSdl);
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [...process.execArgv, ...PROFILER, MAIN, 'gateway']
      .concat(['--supergraph', file])
      .concat(['--port', String(port), '--host', '127.0.0.1']),
    { env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  await until(isReady, { timeoutMs: START_WITHIN_MS, everyMs: 50, what: 'parley gateway' });
  return {
    pid: server.pid!,
    port,
    async end() {
      const gone = once(server, 'exit');
      kill();
      await gone;
      process.off('exit', kill);
    },
  };
}
