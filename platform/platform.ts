import type { Gateway } from '@parley/gateway/gateway';
import { loadSubgraphSecret } from '@parley/identity/subgraph-secret';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Database } from '@parley/database/database';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { serviceGroup, type Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import { measureCompilations } from '@parley/subgraph/compilation-metrics';
import type { LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createAdapters, type Adapters } from './adapters';
import { createPlatformGateway } from './gateway';
import { readinessOfInspectors } from './inspectors';
import { openSubgraphs, type OpenSubgraphs } from './modules';
import { allSubgraphs, subgraphAddresses, subgraphServers } from './processes';
import { ALL_ROLES, hostsAll, type ProcessRoles } from './roles';
import { apart, inThisProcess, onRedis, type SharedState } from './shared-state';
import type { PublicUrl } from './files';
import { readSupergraph } from './supergraph';
import { commitListeners, workers } from './workers';

export interface Platform extends Service {
  /** The gateway, if this process hosts it. */
  readonly gateway?: Gateway;
  /** All subgraphs, including those of other processes. */
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly metrics: Metrics;
}

interface PlatformOptions {
  settings: Settings;
  /** URL of the database. */
  url: string;
  logger: Logger;
  metrics?: Metrics;
  /** The roles that this process hosts; all by default. */
  roles?: ProcessRoles;
  /** How mails are sent; by default as the settings say. */
  mails?: MailTransport;
  /** State that it shares with other processes beside the database. Default: on Redis if the settings have one, and otherwise none. */
  shared?: SharedState;
}

/** Creates the gateway, the subgraphs, and the relay and consumers: all in this process, or some of them and clients of the others. */
export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { settings, url, logger, metrics = createMetrics(logger), roles = ALL_ROLES } = options;
  const shared = options.shared ?? (await openSharedState({ settings, logger, metrics }));
  const publicUrl: PublicUrl = (origin) =>
    settings.PUBLIC_URL ?? origin ?? hosted.gateway?.url ?? `http://localhost:${settings.PORT}`;
  const adapters = await createAdapters({ settings, url, publicUrl, shared, mails: options.mails, logger, metrics });
  const opened = openSubgraphs(adapters);
  const hosted = await (hostsAll(roles) ? together(adapters, opened) : oneOfSeveral(adapters, opened, roles));
  const { database, replica, events, memberHeads, audit, mails, accessTokens, revocations, files, search } = adapters;
  const { objects } = files;
  const services = serviceGroup('parley', [
    closing('shared state', () => shared.close()),
    closing('database', () => database.close()),
    closing('replica', () => replica.close()),
    closing('event stream', () => events.close()),
    closing('search index', () => search.close()),
    closing('files', () => files.close()),
    closing('mails', async () => mails?.close()),
    ...Array.from(opened, ([subgraph, one]) => closing(subgraph, async () => one.close?.())),
    closing('member heads', async () => memberHeads.close()),
    closing('subgraph metrics', async () => hosted.stopMeasuring()),
    closing('access tokens', async () => accessTokens.close()),
    audit,
    ...(roles.has('workers') ? workers(adapters, opened) : []),
    ...commitListeners(adapters, opened),
    ...(roles.has('gateway') ? [revocations] : []),
    ...hosted.doors,
  ]);
  const { gateway, subgraphs } = hosted;
  const { name, start, stop } = services;
  return { name, start, stop, gateway, subgraphs, database: database.system, objects, metrics };
}

const openSharedState = async (options: { settings: Settings; logger: Logger; metrics: Metrics }) =>
  options.settings.REDIS_URL.length > 0 ? onRedis(options) : inThisProcess(options.logger, options.metrics);

interface Hosted extends Pick<Platform, 'gateway' | 'subgraphs'> {
  /** The services that accept requests. */
  doors: readonly Service[];
  /** Metrics of its subgraphs are read no more. */
  stopMeasuring(): void;
}

/** The subgraphs that this process hosts, by name. */
const hostedSubgraphs = (roles: ProcessRoles, opened: OpenSubgraphs): ReadonlyMap<string, LocalSubgraph> =>
  new Map([...opened].filter(([name]) => roles.has(name)).map(([name, one]) => [name, one.subgraph()]));

async function together(adapters: Adapters, opened: OpenSubgraphs): Promise<Hosted> {
  const subgraphs = hostedSubgraphs(ALL_ROLES, opened);
  const supergraphSdl = await readSupergraph(adapters.settings);
  const readiness = readinessOf(adapters, { reach: adapters.shared.readiness, roles: ALL_ROLES });
  const options = { supergraphSdl, subgraphs, readiness, opened };
  const { gateway, services } = await createPlatformGateway(adapters, options);
  const stopMeasuring = measureCompilations(adapters.metrics, subgraphs.values());
  return { gateway, subgraphs, doors: services, stopMeasuring };
}

async function oneOfSeveral(adapters: Adapters, opened: OpenSubgraphs, roles: ProcessRoles): Promise<Hosted> {
  const { settings, shared, logger } = adapters;
  const reach = shared.everywhere ? shared.readiness : apart(shared.readiness);
  const readiness = readinessOf(adapters, { reach, roles });
  const supergraphSdl = await readSupergraph(settings);
  const addresses = subgraphAddresses(supergraphSdl, settings);
  const several = { addresses, secret: await loadSubgraphSecret(settings), adapters };
  const local = hostedSubgraphs(roles, opened);
  const servers = subgraphServers(local, {
    ...several,
    hasGateway: roles.has('gateway'),
    readiness,
  });
  const { subgraphs, connections } = allSubgraphs(local, several);
  if (!shared.everywhere) logger.warn({ roles: [...roles], note: await reach.check() }, `${reach.name} are not shared`);
  const stopMeasuring = measureCompilations(adapters.metrics, local.values());
  if (!roles.has('gateway')) return { subgraphs, doors: [connections, servers], stopMeasuring };
  const options = { supergraphSdl, subgraphs, readiness, opened };
  const { gateway, services } = await createPlatformGateway(adapters, options);
  return { gateway, subgraphs, doors: [connections, servers, ...services], stopMeasuring };
}

/** Dependencies for `/readyz`, beside the database. `reach`: that of the shared state. */
const readinessOf = (adapters: Adapters, { reach, roles }: { reach: Readiness; roles: ProcessRoles }): Readiness[] => {
  const { replica, events, search, files, inspectors } = adapters;
  const ofStores = [...replica.readiness, reach, ...events.readiness(roles), ...search.readiness];
  return [...ofStores, files.readiness, readinessOfInspectors(inspectors)];
};

/** A service that only has to be closed, in its turn. */
const closing = (name: string, stop: () => Promise<void>): Service => ({ name, start: async () => undefined, stop });
