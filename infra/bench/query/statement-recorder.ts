import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parametersOf, texts, wireMessages } from './wire-messages';

export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/** A proxy between a server and its database that records statements. */
export interface StatementRecorder {
  /** URL to connect to instead of the database. */
  readonly url: string;
  /** What was executed while `work` ran, in waves: the statements of a wave ran at the same time. */
  during(work: () => Promise<unknown>): Promise<Statement[][]>;
  close(): void;
}

interface Recorded extends Statement {
  startedAt: number;
  endedAt: number;
}

export async function recordStatements(databaseUrl: string): Promise<StatementRecorder> {
  const database = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let recorded: Recorded[] = [];
  const proxy = createServer((client) => {
    const server = connect(Number(database.port), database.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket.setNoDelay());
      socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    }
    let current: Recorded | undefined;
    client.on(
      'data',
      statementReader((statement) => recorded.push((current = begun(statement)))),
    );
    server.on('data', () => current && (current.endedAt = performance.now()));
    client.pipe(server).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    async during(work) {
      recorded = [];
      await work();
      return wavesOf(recorded);
    },
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const begun = (statement: Statement): Recorded => ({
  ...statement,
  startedAt: performance.now(),
  endedAt: Number.POSITIVE_INFINITY,
});

/** Reads statements of both protocols: simple, and extended with or without a name. */
function statementReader(executed: (statement: Statement) => void): (piece: Buffer) => void {
  const prepared = new Map<string, string>();
  let bound: Statement | undefined;
  return wireMessages(({ type, body }) => {
    const [first = '', second = ''] = 'QPB'.includes(type) ? texts(body, type === 'Q' ? 1 : 2) : [];
    if (type === 'Q') executed({ text: first, values: [] });
    else if (type === 'P') prepared.set(first, second);
    else if (type === 'B') bound = { text: prepared.get(second)!, values: parametersOf(body) };
    else if (type === 'E' && bound) executed(bound);
  });
}

/** A wave begins with the first statement that starts after one of the wave before has ended. */
function wavesOf(recorded: readonly Recorded[]): Statement[][] {
  const waves: Recorded[][] = [];
  for (const one of recorded) {
    const wave = waves.at(-1);
    if (wave?.every(({ endedAt }) => endedAt > one.startedAt)) wave.push(one);
    else waves.push([one]);
  }
  return waves.map((wave) => wave.map(({ text, values }) => ({ text, values })));
}
