import { round } from '../../report';
import { monotonicMs } from '../clock';
import { planOf } from '../delivery';
import { openLoad, subscriptions, type Load } from '../load/load';
import { createPourer, type Pourer } from '../pour';
import type { Measured, Run } from '../scenario';
import { platformServer } from '../servers/platform-server';
import { countStatements } from '../servers/statement-counter';
import { arrival, settled } from '../waiting';
import { withServer } from './with-server';

const SOCKETS = 10_000;
const ROOMS = 100;
const POURING = { ratePerSecond: 50, batch: 2 };
const CALM_SECONDS = 4;
const PATIENCE_MS = 120_000;

/** All sockets drop at the same time and resume from their positions, while others keep sending. */
export async function storm({ url, scaled, seconds }: Run): Promise<Measured> {
  const sockets = scaled(SOCKETS);
  const rooms = Math.min(sockets, scaled(ROOMS));
  const statements = await countStatements(url);
  try {
    const found = await withServer(platformServer({ url: statements.url, sockets, rooms }), async (server) => {
      const pourer = createPourer(server);
      const load = await openLoad(planOf(server, { sockets }, pourer), { withinMs: PATIENCE_MS });
      try {
        await settled(server);
        const before = statements.count();
        const calm = await pourer.pour({ ...POURING, seconds: seconds(CALM_SECONDS) });
        const perSecond = (statements.count() - before) / calm.seconds;
        await arrival(load, pourer.heads, PATIENCE_MS);
        const usage = await server.usage();
        const come = await comeBack(load, pourer, statements.count);
        const cpuMs = (await server.usage()).cpuMs - usage.cpuMs;
        return { ...come, cpuMs, ofTheStorm: Math.max(0, come.statements - (perSecond * come.lastMs) / 1_000) };
      } finally {
        await load.close();
      }
    });
    return report({ ...found, sockets, rooms });
  } finally {
    statements.close();
  }
}

async function comeBack(load: Load, pourer: Pourer, count: () => number) {
  const before = count();
  const seenBefore = await load.counts(pourer.heads);
  let storming = true;
  const pouring = pourer.pour({ ...POURING, seconds: PATIENCE_MS / 1_000, goOn: () => storming });
  const startedMs = monotonicMs();
  await load.drop();
  const { subscribed } = await subscriptions(load, PATIENCE_MS);
  const subscribedMs = monotonicMs() - startedMs;
  // a socket has caught up once it has what existed when the last socket reconnected, because sending continues
  await arrival(load, [...pourer.heads], PATIENCE_MS);
  const lastMs = monotonicMs() - startedMs;
  const statements = count() - before;
  storming = false;
  const { sent } = await pouring;
  const late = await arrival(load, pourer.heads, PATIENCE_MS);
  const seen = await load.counts(pourer.heads);
  return {
    away: load.sockets - subscribed,
    subscribedMs,
    lastMs,
    statements,
    sent,
    lost: seen.lost - seenBefore.lost + (late.cutShort ? 0 : late.missing),
    behind: late.cutShort ? late.missing : 0,
    repeated: seen.repeated - seenBefore.repeated + (await load.excess(pourer.heads)),
    dropped: seen.dropped - seenBefore.dropped,
  };
}

type Found = Awaited<ReturnType<typeof comeBack>> & {
  sockets: number;
  rooms: number;
  ofTheStorm: number;
  cpuMs: number;
};

function report({
  sockets,
  rooms,
  subscribedMs,
  lastMs,
  lost,
  repeated,
  ofTheStorm,
  statements,
  ...more
}: Found): Measured {
  const { sent, away, behind, dropped, cpuMs } = more;
  const figures = {
    lost,
    repeated,
    away,
    behind,
    allSubscribedMs: round(subscribedMs, 0),
    lastCaughtUpMs: round(lastMs, 0),
    statements,
    statementsPerSocket: round(ofTheStorm / sockets, 3),
    statementsPerConversation: round(ofTheStorm / rooms, 2),
    cpuMicrosPerSocket: round((cpuMs * 1_000) / sockets, 0),
  };
  const row = {
    sockets,
    rooms,
    'sent meanwhile': sent,
    'all subscribed ms': figures.allSubscribedMs,
    'last caught up ms': figures.lastCaughtUpMs,
    lost,
    repeated,
    'still away': away,
    'still behind': behind,
    'dropped again': dropped,
    statements,
    'a socket, net of sends': figures.statementsPerSocket,
    'a room, net of sends': figures.statementsPerConversation,
    'µs CPU a socket': figures.cpuMicrosPerSocket,
  };
  return { rows: [row], figures };
}
