import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openLoad, type Load } from '../live/load/load';
import { EVENTS } from '../live/queries';
import { startChild, type Child } from '../live/processes/child';
import type { LiveOptions } from '../live/run-scenarios';
import type { LiveServer } from '../live/servers/live-server';
import { platformServer } from '../live/servers/platform-server';
import { profile, PROFILER } from '../profile/profile';
import { median, round, type Report, type Row } from '../report';
import { withScratchDatabase } from '../scratch-database';
import type { Clients } from './clients';

const ROOMS = 20;
const CONNECTIONS = 10;
/** At full size it runs for ten minutes. */
const ROUNDS = 10;
const ROUND_MS = 60_000;
const OPEN_WITHIN_MS = 60_000;

/** What the server did in one round. */
interface Measured {
  requests: number;
  failed: number;
  deliveries: number;
  cpuMs: number;
  rssMb: number;
}

/**
 * Ten connections over HTTP, each of which sends two messages for every page of twenty that it reads, while a socket
 * follows each of the twenty rooms. The server has no rest between requests. Figures exclude the database and the clients.
 */
export const mixed = ({ scale, profile: profiles }: LiveOptions): Promise<Report> =>
  withScratchDatabase(async (url) => {
    const server = await platformServer({ url, sockets: ROOMS, rooms: ROOMS, execArgv: PROFILER });
    const clients = startChild<Clients>(join(__dirname, 'clients.js'));
    let load: Load | undefined;
    try {
      load = await openLoad(
        {
          ...{ port: server.port, tokens: server.tokens, rooms: server.rooms, sockets: ROOMS },
          ...{ queries: [EVENTS], after: server.rooms.map(() => 0), sampleEvery: 1 },
        },
        { withinMs: OPEN_WITHIN_MS },
      );
      const { port, tokens, rooms } = server;
      await clients.call('begin', { port, tokens, rooms, connections: CONNECTIONS });
      const rounds: Measured[] = [];
      for (let n = 0; n < ROUNDS; n++) rounds.push(await measure({ server, clients, load }, ROUND_MS * scale));
      if (profiles)
        await profile({ pid: server.pid, file: join(profiles, 'mixed.cpuprofile') }, () => delay(ROUND_MS * scale));
      return report(rounds, await load.counts([]));
    } finally {
      await clients.end();
      await load?.close();
      await server.close();
    }
  });

interface Running {
  server: LiveServer;
  clients: Child<Clients>;
  load: Load;
}

async function measure({ server, clients, load }: Running, ms: number): Promise<Measured> {
  const look = async () => ({
    ...(await clients.call('done', undefined)),
    ...(await server.usage()),
    deliveries: (await load.counts([])).events,
  });
  const before = await look();
  await delay(ms);
  const after = await look();
  return {
    requests: after.requests - before.requests,
    failed: after.failed - before.failed,
    deliveries: after.deliveries - before.deliveries,
    cpuMs: after.cpuMs - before.cpuMs,
    rssMb: after.rssBytes / 1e6,
  };
}

function report(rounds: readonly Measured[], { lost, repeated }: { lost: number; repeated: number }): Report {
  const rows = rounds.map(({ requests, failed, deliveries, cpuMs, rssMb }, n): Row => {
    const cpu = round(cpuMs / requests, 3);
    return { round: n + 1, requests, failed, deliveries, 'ms CPU a request': cpu, 'RSS MB': round(rssMb, 0) };
  });
  // the first round warms up
  const [, ...warm] = rounds;
  const failed = rounds.reduce((sum, one) => sum + one.failed, 0);
  return {
    rows,
    figures: {
      requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
      deliveries: rounds.reduce((sum, { deliveries }) => sum + deliveries, 0),
      ...{ failed, lost, repeated },
      cpuMsPerRequest: round(median(warm.map(({ cpuMs, requests }) => cpuMs / requests)), 3),
      firstMegabytes: round(warm[0]!.rssMb, 0),
      lastMegabytes: round(warm.at(-1)!.rssMb, 0),
      peakMegabytes: round(Math.max(...rounds.map(({ rssMb }) => rssMb)), 0),
    },
  };
}
