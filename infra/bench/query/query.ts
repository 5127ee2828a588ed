import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { inTurns } from '../in-turns';
import { startChild } from '../live/processes/child';
import { usageOf } from '../live/processes/usage';
import { createHttpClient } from '../live/servers/http-client';
import type { LiveServer } from '../live/servers/live-server';
import { platformServer } from '../live/servers/platform-server';
import type { LiveOptions } from '../live/run-scenarios';
import { load, type Measured, type Target } from '../load';
import { profile, PROFILER } from '../profile/profile';
import { round, type Report } from '../report';
import { withScratchDatabase } from '../scratch-database';
import type { ApolloApi } from './apollo-main';
import type { HandWrittenApi } from './hand-written-main';
import { measuredOperations, type Operation } from './operations';
import { fill, record, type Recorded } from './record';
import { OPERATION_HEADER } from './recorded-statements';
import { recordStatements } from './statement-recorder';

const ROOMS = 40;
const WITHOUT_CACHE = { READ_CACHE_BYTES: '0' };
const API = join(dirname(require.resolve('@parley/contracts/package.json')), 'api.graphql');

/**
 * Queries of the client over HTTP, next to hand-written routes that run the same SQL and send the same bytes, and to Apollo
 * Server that runs the same SQL and executes the same operation. A warm route runs the statements of a server whose cache
 * knows the result. The others run those of a server without a cache, because they have none.
 */
export const query = ({ scale, only, profile: profiles }: LiveOptions): Promise<Report> =>
  withScratchDatabase(async (databaseUrl) => {
    const parley = await platformServer({ url: databaseUrl, sockets: ROOMS, rooms: ROOMS, execArgv: PROFILER });
    const handWritten = startChild<HandWrittenApi>(join(__dirname, 'hand-written-main.js'), { production: true });
    const apollo = startChild<ApolloApi>(join(__dirname, 'apollo-main.js'), { production: true });
    try {
      const names = namesOf(only);
      const warm = await recordings(names, { databaseUrl });
      const cold = await recordings(names, { databaseUrl, settings: WITHOUT_CACHE });
      await fill(parley);
      const sdl = readFileSync(API, 'utf8');
      const operations = [...cold, ...warm.map((one) => ({ ...one, name: `${one.name}.warm` }))];
      const port = await handWritten.call('start', { databaseUrl, operations });
      const apolloPort = await apollo.call('start', {
        ...{ databaseUrl, sdl },
        operations: cold.map(({ typed: result, ...one }) => ({ ...one, result })),
      });
      const route = (path: string): Target => ({
        ...{ port, path, headers: {}, bodies: ['{}'] },
        usage: () => usageOf(handWritten.pid),
      });
      const report: Report = { rows: [], figures: {} };
      for (const { name, waves, result, operation } of cold) {
        const targets = {
          parley: requestOf(parley, measuredOperations(parley.rooms[0]!)[name]!),
          handWritten: route(`/${name}`),
          handWrittenWarm: route(`/${name}.warm`),
          apollo: {
            ...{
              path: '/',
              headers: { [OPERATION_HEADER]: name },
              port: apolloPort,
              bodies: [JSON.stringify(operation)],
            },
            usage: () => usageOf(apollo.pid),
          },
        };
        await requireResult(targets.apollo, result);
        const seconds = Math.max(0.2, 3 * scale);
        add(report, { name, statements: waves.flat().length, measured: await inTurns(targets, { seconds }) });
        if (profiles) {
          const file = join(profiles, `${name}.cpuprofile`);
          await profile({ pid: parley.pid, file }, () => load(targets.parley, { seconds }));
        }
      }
      return report;
    } finally {
      await handWritten.end();
      await apollo.end();
      await parley.close();
    }
  });

function namesOf(only: string | undefined): string[] {
  const all = Object.keys(measuredOperations(''));
  if (only === undefined) return all;
  if (!all.includes(only)) throw new Error(`There is no ${only}: ${all.join(', ')}`);
  return [only];
}

/** Of a server of its own with the same content, whose statements go through a recorder. */
async function recordings(
  names: readonly string[],
  { databaseUrl, settings }: { databaseUrl: string; settings?: Record<string, string> },
): Promise<Recorded[]> {
  const recorder = await recordStatements(databaseUrl);
  const server = await platformServer({ url: recorder.url, sockets: ROOMS, rooms: ROOMS, settings });
  try {
    await fill(server);
    const operations = measuredOperations(server.rooms[0]!);
    const found: Recorded[] = [];
    for (const name of names) found.push(await record(server, { recorder, name, operation: operations[name]! }));
    return found;
  } finally {
    await server.close();
    recorder.close();
  }
}

const requestOf = ({ tokens, port, usage }: LiveServer, operation: Operation): Target => ({
  port,
  usage,
  path: '/graphql',
  headers: { authorization: `Bearer ${tokens[0]}` },
  bodies: [JSON.stringify(operation)],
});

/** Errors: if a baseline does not give the recorded result. */
async function requireResult({ port, path, headers, bodies }: Target, expected: unknown): Promise<void> {
  const http = createHttpClient(port);
  const result = await http.post({ path, headers, body: JSON.parse(bodies[0]!) as unknown });
  http.close();
  if (!isDeepStrictEqual(result, expected)) throw new Error(`Not the recorded result: ${JSON.stringify(result)}`);
}

interface Added {
  name: string;
  statements: number;
  measured: Record<'parley' | 'handWritten' | 'handWrittenWarm' | 'apollo', Measured>;
}

function add({ rows, figures }: Report, { name, statements, measured }: Added): void {
  const { parley, handWritten, handWrittenWarm, apollo } = measured;
  for (const [server, result] of Object.entries<Measured>(measured)) {
    rows.push({ operation: name, server, statements, ...result });
    for (const [figure, value] of Object.entries(result)) figures[`${name}.${server}.${figure}`] = value;
  }
  const vs = (other: Measured) => round(parley.requestsPerSecond / other.requestsPerSecond, 2);
  figures[`${name}.requestsVsHandWritten`] = vs(handWritten);
  figures[`${name}.requestsVsHandWrittenWarm`] = vs(handWrittenWarm);
  figures[`${name}.requestsVsApollo`] = vs(apollo);
}
