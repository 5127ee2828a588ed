import type { LiveOptions } from '../live/run-scenarios';
import { platformServer } from '../live/servers/platform-server';
import { median, round, type Report } from '../report';
import { withScratchDatabase } from '../scratch-database';
import { lanesAlone } from './lanes';
import { closedLoop, openLoop, type Load, type SendTo } from './loops';
import { socketSender } from './socket-sender';

const CONVERSATIONS = 200;
const AT_ONCE = 128;
const SECONDS = 3;
const ROUNDS = 3;
/** Of the most sends a second: where times are measured. */
const SHARE = 0.7;
const TEXT = 'a usual message of a usual length, say about a hundred characters in all, a little more or a little less';
/** One socket sends more than a person would. */
const SETTINGS = { SOCKET_OPERATIONS_PER_SECOND: '100000' };

const WHERE = { one: 1, twoHundred: CONVERSATIONS };

/**
 * Durable sends to one conversation and to 200: one commit each, through lanes alone, and through lanes behind a whole server,
 * over HTTP and over sockets. Rounds alternate; figures are medians of rounds. Times are those at 70 % of the most sends a second.
 */
export const send = ({ scale, only }: LiveOptions): Promise<Report> =>
  withScratchDatabase(async (url) => {
    const lanes = await lanesAlone(url, { conversations: CONVERSATIONS, text: TEXT });
    const server = await platformServer({ url, sockets: 1, rooms: CONVERSATIONS, settings: SETTINGS });
    const sockets = await socketSender(server, TEXT);
    const ways: Record<string, SendTo> = {
      oneByOne: lanes.sendIn(1),
      lanes: lanes.sendIn(200),
      http: (conversation) => server.send([{ room: server.rooms[conversation]!, text: TEXT }]),
      sockets: sockets.send,
    };
    const report: Report = { rows: [], figures: {} };
    try {
      for (const [where, conversations] of Object.entries(WHERE)) {
        if (only && where !== only) continue;
        const loads = Object.entries(ways).map(
          ([way, to]) => [way, { send: to, conversations, seconds: Math.max(0.3, SECONDS * scale) }] as const,
        );
        const most = await mostPerSecond(new Map(loads));
        for (const [way, load] of loads) {
          const times = await openLoop(load, SHARE * most.get(way)!);
          const figures = { sendsPerSecond: most.get(way)!, p50Ms: times.p50Ms, p99Ms: times.p99Ms };
          report.rows.push({ conversations: where, way, ...rounded(figures) });
          for (const [name, value] of Object.entries(figures)) report.figures[`${where}.${way}.${name}`] = round(value);
          report.figures[`${where}.${way}.vsLanes`] = round(most.get(way)! / most.get('lanes')!, 2);
        }
      }
      return report;
    } finally {
      sockets.close();
      await server.close();
      await lanes.close();
    }
  });

async function mostPerSecond(loads: ReadonlyMap<string, Load>): Promise<Map<string, number>> {
  const rounds = new Map<string, number[]>(Array.from(loads.keys(), (way) => [way, []]));
  // the first round warms up
  for (let n = 0; n <= ROUNDS; n++)
    for (const [way, load] of loads) {
      const { sendsPerSecond } = await closedLoop(load, AT_ONCE);
      if (n > 0) rounds.get(way)!.push(sendsPerSecond);
    }
  return new Map(Array.from(rounds, ([way, measured]) => [way, median(measured)]));
}

const rounded = (figures: Record<string, number>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]));
