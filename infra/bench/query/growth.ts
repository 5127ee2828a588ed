import { openDatabase } from '@parley/database/database';
import { ENTITIES } from '@parley/platform/modules';
import { seedScale, type SeededScale } from '@parley/platform/demo/seed-scale';
import pino from 'pino';
import { inTurns } from '../in-turns';
import { createHttpClient } from '../live/servers/http-client';
import type { LiveServer } from '../live/servers/live-server';
import { platformServer } from '../live/servers/platform-server';
import type { LiveOptions } from '../live/run-scenarios';
import type { Measured, Target } from '../load';
import { round, type Figures, type Report, type Row } from '../report';
import { withScratchDatabase } from '../scratch-database';
import { measuredOperations } from './operations';

const SMALL = 20_000;
const LARGE = 2_000_000;
/** Few, so that times are those of the statements and not of a queue. */
const CONNECTIONS = 2;
/** The search index is not filled. */
const OPERATIONS = ['profile', 'list', 'open', 'changes'];

interface Filled {
  server: LiveServer;
  token: string;
  /** The conversation with the most messages. */
  room: string;
}

/** The client's queries on a database with two million messages, next to one with twenty thousand. */
export const growth = ({ scale, only }: LiveOptions): Promise<Report> =>
  withFilled(Math.ceil(SMALL * scale), (small) =>
    withFilled(Math.ceil(LARGE * scale), async (large) => {
      const rows: Row[] = [];
      const figures: Figures = {};
      for (const name of OPERATIONS.filter((each) => !only || each === only)) {
        const targets = { small: targetOf(small, name), large: targetOf(large, name) };
        const measured = await inTurns(targets, { seconds: 2, connections: CONNECTIONS });
        for (const [size, result] of Object.entries<Measured>(measured)) {
          rows.push({ operation: name, size, ...result });
          for (const [figure, value] of Object.entries(result)) figures[`${name}.${size}.${figure}`] = value;
        }
        figures[`${name}.p50LargeVsSmall`] = round(measured.large.p50Ms / measured.small.p50Ms, 2);
      }
      return { rows, figures };
    }),
  );

const withFilled = <T>(messages: number, work: (filled: Filled) => Promise<T>): Promise<T> =>
  withScratchDatabase(async (url) => {
    const { account, room } = await fill(url, messages);
    const server = await platformServer({ url, sockets: 1, rooms: 1 });
    try {
      return await work({ server, room, token: await signIn(server.port, account) });
    } finally {
      await server.close();
    }
  });

async function fill(url: string, messages: number): Promise<{ account: SeededScale; room: string }> {
  const { system: database } = await openDatabase({
    url,
    poolSize: 2,
    entities: ENTITIES,
    logger: pino({ level: 'error' }),
  });
  try {
    const account = await seedScale(database, messages);
    const [largest] = await database.query<{ stream: string }>(
      'select stream from log.stream_head order by messages desc limit 1',
    );
    return { account, room: largest!.stream };
  } finally {
    await database.close();
  }
}

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken } } }`;

async function signIn(port: number, account: SeededScale): Promise<string> {
  const http = createHttpClient(port);
  const input = { ...account, device: { fingerprint: 'bench' } };
  const { data } = await http.post<{ data: { signIn: { accessToken: string } } }>({
    ...{ path: '/graphql', headers: {} },
    body: { query: SIGN_IN, variables: { input } },
  });
  http.close();
  return data.signIn.accessToken;
}

const targetOf = ({ server, token, room }: Filled, name: string): Target => ({
  ...{ port: server.port, usage: server.usage, path: '/graphql' },
  headers: { authorization: `Bearer ${token}` },
  bodies: [JSON.stringify(measuredOperations(room)[name])],
});
