import { databaseProxy, type DatabaseProxy } from '../database-proxy';
import { parametersOf, texts, wireMessages } from './wire-messages';

export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/** A proxy between a server and its database that records statements. */
export interface StatementRecorder extends DatabaseProxy {
  /** What was executed while `work` ran, in waves: the statements of a wave ran at the same time. */
  during(work: () => Promise<unknown>): Promise<Statement[][]>;
}

interface Recorded extends Statement {
  startedAt: number;
  endedAt: number;
}

export async function recordStatements(databaseUrl: string): Promise<StatementRecorder> {
  let recorded: Recorded[] = [];
  const proxy = await databaseProxy(databaseUrl, () => {
    let current: Recorded | undefined;
    return {
      sent: statementReader((statement) => recorded.push((current = begun(statement)))),
      received: () => void (current && (current.endedAt = performance.now())),
    };
  });
  return {
    ...proxy,
    async during(work) {
      recorded = [];
      await work();
      return wavesOf(recorded);
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
