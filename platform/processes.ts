import { listenHost } from '@parley/runtime/http/listen-host';
import { createConnections } from '@parley/runtime/graphql/graphql-over-http';
import { remoteSubgraph } from '@parley/runtime/graphql/remote-subgraph';
import type { LocalSubgraph } from '@parley/subgraph/local-subgraph';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { subgraphServer } from '@parley/subgraph/subgraph-server';
import type { Readiness } from '@parley/runtime/http/probes';
import { groupBy } from '@parley/runtime/group-by';
import { serviceGroup, type Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import type { Adapters } from './adapters';
import { SUBGRAPHS } from './modules';

const TIMEOUT_MS = 30_000;

export type Addresses = ReadonlyMap<string, string>;

/** URL of each subgraph, from SUBGRAPH_URLS or the supergraph's `join__Graph`. Errors: if one has no URL, or two share one. */
export function subgraphAddresses(
  supergraphSdl: string,
  { SUBGRAPH_URLS }: Pick<Settings, 'SUBGRAPH_URLS'>,
): Addresses {
  const routed = Array.from(
    supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)", url: "([^"]+)"\)/g),
    ([, name, url]) => [name!, url!],
  );
  const set = SUBGRAPH_URLS.map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)]);
  const addresses = new Map([...routed, ...set] as [string, string][]);
  const clash = [...addresses.values()].find((url, at, all) => all.indexOf(url) !== at);
  if (clash) throw new Error(`SUBGRAPH_URLS: two subgraphs have the URL ${clash}`);
  const missing = SUBGRAPHS.find((name) => !addresses.has(name));
  if (missing) throw new Error(`SUBGRAPH_URLS has no URL for ${missing}, and neither has the supergraph`);
  return addresses;
}

interface Several {
  addresses: Addresses;
  secret: string;
  adapters: Adapters;
}

/** All subgraphs: those of this process, and clients of the others. */
export function allSubgraphs(
  hosted: ReadonlyMap<string, LocalSubgraph>,
  { addresses, secret }: Several,
): { subgraphs: ReadonlyMap<string, Subgraph>; connections: Service } {
  const dispatcher = createConnections();
  const remote = (name: string) =>
    remoteSubgraph({ name, url: addresses.get(name)!, secret, dispatcher, timeoutMs: TIMEOUT_MS });
  return {
    subgraphs: new Map(SUBGRAPHS.map((name) => [name, hosted.get(name) ?? remote(name)])),
    connections: { name: 'connections', start: async () => undefined, stop: () => dispatcher.close() },
  };
}

interface Served extends Several {
  hasGateway: boolean;
  /** Dependencies for `/readyz`, beside the database. */
  readiness: readonly Readiness[];
}

/**
 * Serves the subgraphs of this process to gateways in other processes, each on the port and path of its URL. A process without
 * subgraphs and gateway serves only its probes, on PROBES_PORT.
 */
export function subgraphServers(
  hosted: ReadonlyMap<string, LocalSubgraph>,
  { addresses, secret, adapters, hasGateway, readiness }: Served,
): Service {
  const { settings, logger, metrics } = adapters;
  const database = adapters.database.system;
  const urlOf = ({ name }: LocalSubgraph): URL => new URL(addresses.get(name)!);
  const byPort = groupBy([...hosted.values()], (one) => portOf(urlOf(one)));
  if (byPort.size === 0 && !hasGateway && settings.PROBES_PORT) byPort.set(settings.PROBES_PORT, []);
  const servers = Array.from(byPort, ([port, subgraphs]) =>
    subgraphServer({
      subgraphs: new Map(subgraphs.map((one) => [urlOf(one).pathname, one])),
      host: listenHost(settings),
      port,
      secret,
      readiness: [{ name: 'database', check: async () => void (await database.query('select 1')) }, ...readiness],
      settings,
      logger,
      metrics,
    }),
  );
  return serviceGroup('subgraph servers', servers);
}

const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);
