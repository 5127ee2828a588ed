import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The API of a child: functions with one argument. */
type Answers<Api> = { [Name in keyof Api]: (argument: never) => unknown };

export interface Child<Api> {
  readonly pid: number;
  call<Name extends keyof Api & string>(
    name: Name,
    argument: Api[Name] extends (argument: infer Argument) => unknown ? Argument : never,
  ): Promise<Api[Name] extends (argument: never) => infer Answer ? Awaited<Answer> : never>;
  end(): Promise<void>;
}

interface Question {
  n: number;
  name: string;
  argument: unknown;
}

interface Answer {
  n: number;
  value?: unknown;
  error?: string;
}

interface ChildOptions {
  /** More arguments of Node than this process has. */
  execArgv?: readonly string[];
  /** Sets `NODE_ENV`. */
  production?: boolean;
}

/** Runs a module that calls `serveParent`, in a process that ends with this one in any case. */
export function startChild<Api extends Answers<Api>>(module: string, options: ChildOptions = {}): Child<Api> {
  const { execArgv = [], production } = options;
  const child = fork(module, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...execArgv],
    env: { ...process.env, ...(production && { NODE_ENV: 'production' }) },
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on('message', ({ n, value, error }: Answer) => {
    const { resolve, reject } = waiting.get(n)!;
    waiting.delete(n);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${module} ended with ${signal ?? code}`));
  });
  return {
    pid: child.pid!,
    call: (name, argument) =>
      new Promise<never>((resolve, reject) => {
        const n = ++asked;
        waiting.set(n, { resolve, reject });
        child.send({ n, name, argument } satisfies Question);
      }),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Serves the API in the child. */
export function serveParent<Api extends Answers<Api>>(api: Api): void {
  process.on('disconnect', () => process.exit(0));
  process.on(
    'message',
    (question: Question) => void answer(api as unknown as Record<string, (argument: unknown) => unknown>, question),
  );
}

async function answer(
  api: Record<string, (argument: unknown) => unknown>,
  { n, name, argument }: Question,
): Promise<void> {
  const reply = await Promise.resolve()
    .then(() => api[name]!(argument))
    .then(
      (value): Answer => ({ n, value }),
      (error: unknown): Answer => ({ n, error: error instanceof Error ? error.message : String(error) }),
    );
  process.send!(reply);
}
