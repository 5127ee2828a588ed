import { join } from 'node:path';
import { inTurns } from '../in-turns';
import { startChild } from '../live/processes/child';
import { usageOf } from '../live/processes/usage';
import { createHttpClient, type HttpClient } from '../live/servers/http-client';
import type { LiveServer } from '../live/servers/live-server';
import { platformServer } from '../live/servers/platform-server';
import type { LiveOptions } from '../live/run-scenarios';
import { load, type Measured, type Target } from '../load';
import { profile, PROFILER } from '../profile/profile';
import { round, type Figures, type Report, type Row } from '../report';
import { withScratchDatabase } from '../scratch-database';
import type { HandWrittenApi, HandWrittenRoute } from './hand-written-main';
import { measuredOperations, type Operation } from './operations';
import { recordStatements, type Statement, type StatementRecorder } from './statement-recorder';

const ROOMS = 40;
const MESSAGES = 60;
/** So often an operation is recorded; the fewest statements are its own, without those of background work. */
const RECORDINGS = 20;

/** Queries of the client over HTTP, next to hand-written routes that run the same SQL and send the same bytes. */
export const query = ({ scale, only, profile: profiles }: LiveOptions): Promise<Report> =>
  withScratchDatabase(async (databaseUrl) => {
    const recorder = await recordStatements(databaseUrl);
    // both have the same content; only what is recorded runs through the recorder
    const recorded = await platformServer({ url: recorder.url, sockets: ROOMS, rooms: ROOMS });
    const parley = await platformServer({ url: databaseUrl, sockets: ROOMS, rooms: ROOMS, execArgv: PROFILER });
    const handWritten = startChild<HandWrittenApi>(join(__dirname, 'hand-written-main.js'));
    try {
      for (const server of [recorded, parley]) await fill(server);
      const all = Object.entries(measuredOperations(recorded.rooms[0]!));
      const operations = all.filter(([name]) => !only || name === only);
      if (operations.length === 0) throw new Error(`There is no ${only}: ${all.map(([name]) => name).join(', ')}`);
      const routes = new Map<string, HandWrittenRoute>();
      for (const [name, operation] of operations)
        routes.set(name, await record(recorded, { recorder, name, operation }));
      const usage = () => usageOf(handWritten.pid);
      const port = await handWritten.call('start', { databaseUrl, routes: [...routes.values()] });
      const rows: Row[] = [];
      const figures: Figures = {};
      for (const [name] of operations) {
        const targets = {
          parley: requestOf(parley, measuredOperations(parley.rooms[0]!)[name]!),
          handWritten: { path: `/${name}`, headers: {}, bodies: ['{}'], port, usage },
        };
        const seconds = Math.max(0.2, 3 * scale);
        const measured = await inTurns(targets, { seconds });
        if (profiles) {
          const file = join(profiles, `${name}.cpuprofile`);
          await profile({ pid: parley.pid, file }, () => load(targets.parley, { seconds }));
        }
        const statements = routes.get(name)!.waves.flat().length;
        for (const [server, result] of Object.entries<Measured>(measured)) {
          rows.push({ operation: name, server, statements, ...result });
          for (const [figure, value] of Object.entries(result)) figures[`${name}.${server}.${figure}`] = value;
        }
        figures[`${name}.requestsVsHandWritten`] = round(
          measured.parley.requestsPerSecond / measured.handWritten.requestsPerSecond,
          2,
        );
      }
      return { rows, figures };
    } finally {
      await handWritten.end();
      for (const server of [recorded, parley]) await server.close();
      recorder.close();
    }
  });

/** Messages in each room of the first person, more and with reactions in the first. */
async function fill(server: LiveServer): Promise<void> {
  const http = createHttpClient(server.port);
  const [first, ...others] = server.rooms;
  for (let n = 0; n < MESSAGES; n++) await server.send([{ room: first!, text: `Message ${n} about a lighthouse` }]);
  await server.send(others.map((room) => ({ room, text: 'A message in another room' })));
  const { data } = await post<Page>(http, server.tokens[0]!, { query: IDS, variables: { id: first } });
  for (const [n, { node }] of data!.conversation.messages.edges.entries())
    if (n % 5 === 0) await post(http, server.tokens[0]!, { query: REACT, variables: { id: node.id } });
  http.close();
}

const IDS = 'query ($id: ID!) { conversation(id: $id) { messages(first: 50) { edges { node { id } } } } }';
const REACT = 'mutation ($id: ID!) { addReaction(messageId: $id, emoji: "👍") { id } }';

interface Page {
  conversation: { messages: { edges: { node: { id: string } }[] } };
}

interface Result<Data> {
  data?: Data;
  errors?: unknown;
}

/** Errors: a result with errors. */
async function post<Data>(http: HttpClient, token: string, body: Operation | object): Promise<Result<Data>> {
  const headers = { authorization: `Bearer ${token}` };
  const result = await http.post<Result<Data>>({ path: '/graphql', headers, body });
  if (result.errors) throw new Error(JSON.stringify(result.errors));
  return result;
}

const requestOf = ({ tokens, port, usage }: LiveServer, operation: Operation): Target => ({
  port,
  usage,
  path: '/graphql',
  headers: { authorization: `Bearer ${tokens[0]}` },
  bodies: [JSON.stringify(operation)],
});

interface Recording {
  recorder: StatementRecorder;
  name: string;
  operation: Operation;
}

async function record(server: LiveServer, { recorder, name, operation }: Recording): Promise<HandWrittenRoute> {
  const http = createHttpClient(server.port);
  let waves: Statement[][] | undefined;
  let result: unknown;
  for (let n = 0; n < RECORDINGS; n++) {
    const found = await recorder.during(async () => {
      result = await post(http, server.tokens[0]!, operation);
    });
    if (!waves || found.flat().length < waves.flat().length) waves = found;
  }
  http.close();
  return { path: `/${name}`, waves: waves!, result };
}
