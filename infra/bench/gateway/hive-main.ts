import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serveParent } from '../live/processes/child';
import type { GatewayApi } from './gateways';

/** The parts of @graphql-hive/gateway-runtime and router-runtime that are used. */
interface Hive {
  createGatewayRuntime(options: {
    supergraph: string;
    unifiedGraphHandler?: unknown;
    logging: string;
  }): RequestListener;
}
interface HiveRouter {
  unifiedGraphHandler: unknown;
}

serveParent<GatewayApi>({
  async start({ supergraphSdl: supergraph, packages = '', rustPlanner = false }) {
    const installed = createRequire(join(packages, 'package.json'));
    const { createGatewayRuntime } = installed('@graphql-hive/gateway-runtime') as Hive;
    const planner = rustPlanner ? (installed('@graphql-hive/router-runtime') as HiveRouter) : {};
    const gateway = createGatewayRuntime({ supergraph, ...planner, logging: 'warn' });
    const server = createServer(gateway);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  },
});
