import { run } from '../needs/run';
import { request } from '../readiness';
import type { Server, Site } from '../server';
import { redisPackage, redisProgram } from './redis';

/** The minimum of a cluster; none has a replica. */
const MASTERS = 3;
const portsOf = ({ port }: Site): number[] => Array.from({ length: MASTERS }, (_, n) => port + n);

/** Creates the cluster once all nodes are up, and waits until each node knows all slots. */
async function ready(site: Site): Promise<boolean> {
  const states = await Promise.all(portsOf(site).map((port) => request(port, 'CLUSTER INFO\r\n')));
  if (states.every((state) => state.includes('cluster_known_nodes:1\r'))) await create(site);
  return states.every((state) => state.includes('cluster_state:ok'));
}

async function create(site: Site): Promise<void> {
  const nodes = portsOf(site).map((port) => `127.0.0.1:${port}`);
  await run('/usr/bin/redis-cli', ['--cluster', 'create', ...nodes, '--cluster-replicas', '0', '--cluster-yes']);
}

export const redisCluster: Server = {
  name: 'redis-cluster',
  ports: [10, 11, 12],
  needs: [redisPackage],
  programs: async (site) =>
    portsOf(site).map((port, n) => {
      const cluster = ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${n}.conf`];
      return redisProgram(`node-${n}`, port, cluster);
    }),
  ready,
  url: ({ port }) => `redis://127.0.0.1:${port}`,
};
