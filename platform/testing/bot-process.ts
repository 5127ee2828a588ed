import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { until } from '@parley/testing/until';

/** A bot in a process of its own, as `npm run bot` runs it. */
export interface BotProcess {
  /** What it has logged since it was last started. */
  output(): string;
  /** Without waiting until it runs. */
  spawn(): void;
  /** Resolves once it runs. */
  start(): Promise<void>;
  /** Ends it with a signal, and waits until it is gone. Gives its exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const MAIN = join(dirname(require.resolve('@parley/bots/package.json')), 'dist', 'main.js');

export function botProcess(name: string, environment: Record<string, string>): BotProcess {
  let child: ChildProcess | undefined;
  let output = '';
  function begin(): ChildProcess {
    output = '';
    const env = { PATH: process.env.PATH, TZ: 'UTC', ...environment };
    child = spawn(process.execPath, [MAIN, name], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
    return child;
  }
  return {
    output: () => output,
    spawn: () => void begin(),
    async start() {
      const started = begin();
      const runs = () => output.includes('It runs');
      await until(() => runs() || started.exitCode !== null, { timeoutMs: 30_000, what: `Bot ${name}` });
      if (!runs()) throw new Error(`Bot ${name} does not run: ${output}`);
    },
    async end(signal) {
      if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
      const gone = once(child, 'exit');
      child.kill(signal);
      const [code] = (await gone) as [number | null];
      return code;
    },
  };
}
