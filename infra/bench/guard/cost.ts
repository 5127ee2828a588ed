import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '@parley/database/database';
import { DECLARATIONS } from '@parley/runtime/settings';
import pino from 'pino';
import { inTurns } from '../in-turns';
import { parentOf, usageOf } from '../live/processes/usage';
import { platformServer, type PlatformServer } from '../live/servers/platform-server';
import type { Target } from '../load';
import { clientOperations, measuredOperations } from '../query/operations';
import { round, type Figures, type Report, type Row } from '../report';
import { withScratchDatabase } from '../scratch-database';

const ROOMS = 40;
const SENDS = 30_000;

/** The limits count, and refuse nothing that the benchmark does. */
const GENEROUS = Object.fromEntries(
  Object.keys(DECLARATIONS)
    .filter((name) => name.startsWith('LIMIT_'))
    .map((name) => [name, '1000000/s,10000000']),
);
const LIMITED = { LIMITS: 'on', ...GENEROUS };
const UNLIMITED = { LIMITS: 'off', MAX_OPERATION_COST: '1000000000' };

/** What protection costs: everything on, then without row-level security, and then without limits as well. */
export const cost = (url: string, scale: number): Promise<Report> =>
  withScratchDatabase((first) =>
    withScratchDatabase(async (second) => {
      for (const one of [first, second]) await removeFence(one);
      const servers = {
        on: await guarded(url, LIMITED),
        unfenced: await guarded(first, LIMITED),
        off: await guarded(second, UNLIMITED),
      };
      try {
        return await compare(servers, Math.max(0.2, 3 * scale));
      } finally {
        for (const { server } of Object.values(servers)) await server.close();
      }
    }),
  );

interface Guarded {
  server: PlatformServer;
  /** The process id of its PostgreSQL. */
  postmaster: number;
}

async function guarded(url: string, settings: Record<string, string>): Promise<Guarded> {
  const postmaster = await inDatabase(url, async (database) => {
    const [row] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
    return parentOf(row!.pid);
  });
  const server = await platformServer({ url, sockets: ROOMS, rooms: ROOMS, settings });
  await server.send(Array.from({ length: 60 }, (_, n) => ({ room: server.rooms[0]!, text: `Message ${n}` })));
  return { server, postmaster };
}

async function removeFence(url: string): Promise<void> {
  await inDatabase(url, async (database) => {
    const fenced = await database.query<{ name: string }>(
      'select oid::regclass::text as name from pg_class where relrowsecurity',
    );
    for (const { name } of fenced) await database.query(`alter table ${name} disable row level security`);
  });
}

async function inDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const { system } = await openDatabase({ url, poolSize: 1, entities: [], logger: pino({ level: 'error' }) });
  try {
    return await work(system);
  } finally {
    await system.close();
  }
}

async function compare(
  { on, unfenced, off }: Readonly<Record<'on' | 'unfenced' | 'off', Guarded>>,
  seconds: number,
): Promise<Report> {
  const rows: Row[] = [];
  const figures: Figures = {};
  for (const [part, bodiesOf] of Object.entries(BODIES)) {
    const target = (one: Guarded) => targetOf(one, bodiesOf(one.server));
    const measured = await inTurns({ on: target(on), unfenced: target(unfenced), off: target(off) }, { seconds });
    for (const [protection, result] of Object.entries(measured)) {
      rows.push({ part, protection, ...result });
      for (const [figure, value] of Object.entries(result)) figures[`${part}.${protection}.${figure}`] = value;
    }
    for (const [name, than] of Object.entries({ Off: measured.off, Unfenced: measured.unfenced })) {
      figures[`${part}.onVs${name}`] = round(measured.on.requestsPerSecond / than.requestsPerSecond, 3);
      figures[`${part}.cpuOnVs${name}`] = round(measured.on.cpuMs / than.cpuMs, 3);
    }
  }
  return { rows, figures };
}

/** Its usage includes that of PostgreSQL. */
const targetOf = ({ server, postmaster }: Guarded, bodies: readonly string[]): Target => ({
  ...{ port: server.port, bodies, path: '/graphql' },
  headers: { authorization: `Bearer ${server.tokens[0]}` },
  async usage() {
    const [own, its] = await Promise.all([server.usage(), usageOf(postmaster)]);
    return { cpuMs: own.cpuMs + its.cpuMs, rssBytes: own.rssBytes + its.rssBytes };
  },
});

const BODIES: Readonly<Record<string, (server: PlatformServer) => string[]>> = {
  open: ({ rooms }) => [JSON.stringify(measuredOperations(rooms[0]!).open)],
  list: ({ rooms }) => [JSON.stringify(measuredOperations(rooms[0]!).list)],
  profile: ({ rooms }) => [JSON.stringify(measuredOperations(rooms[0]!).profile)],
  send({ rooms }) {
    const { SendMessage: query } = clientOperations();
    return Array.from({ length: SENDS }, (_, n) => {
      const input = { conversationId: rooms[n % rooms.length], clientMessageId: randomUUID(), text: 'A usual message' };
      return JSON.stringify({ query, variables: { input } });
    });
  },
};
