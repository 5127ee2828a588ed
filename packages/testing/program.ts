import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { until } from './until';

export interface ProgramOptions {
  /** The workspace that it is the main file of: `@parley/platform`. */
  readonly name: string;
  readonly args?: readonly string[];
  /** All of its environment, PATH aside. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Polled until it is true; an error counts as false. By default it is ready immediately. */
  readonly isReady?: () => boolean | Promise<boolean>;
  /** How long that may take. @default 300,000: others use the same processors */
  readonly timeoutMs?: number;
}

/** A compiled program of the project, in a separate process. */
export interface Program {
  /** Its output on both streams since the last start. */
  output(): string;
  /** Starts or restarts it, and waits until it is ready. Errors: if it exits before, or is not ready in time. */
  start(): Promise<void>;
  /** Sends a signal if it still runs, and waits until it has exited. Returns its exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** The signal that ended it last. */
  endedBy(): NodeJS.Signals | null;
}

export function program({
  name,
  args = [],
  environment = {},
  isReady = () => true,
  timeoutMs = 300_000,
}: ProgramOptions): Program {
  let child: ChildProcess | undefined;
  let output = '';

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child || hasEnded(child)) return child?.exitCode ?? null;
    const gone = once(child, 'close');
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }

  return {
    output: () => output,
    end,
    endedBy: () => child?.signalCode ?? null,
    async start() {
      output = '';
      const started = spawn(process.execPath, [mainOf(name), ...args], {
        env: { PATH: process.env['PATH'], ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
      try {
        await until(async () => hasEnded(started) || (await isReady()), { timeoutMs, everyMs: 50, what: name });
      } catch (error) {
        await end('SIGTERM');
        throw new Error(`${name} ${args.join(' ')} is not ready: ${output}`, { cause: error });
      }
      if (hasEnded(started)) throw new Error(`${name} ${args.join(' ')} ended with ${started.exitCode}: ${output}`);
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** How a program ended by itself. */
export interface Ended {
  readonly code: number | null;
  /** Its standard output. */
  readonly output: string;
  /** Its standard error. */
  readonly complaint: string;
}

/** Runs a program until it exits. */
export async function runProgram({
  name,
  args = [],
  environment,
}: Omit<ProgramOptions, 'isReady' | 'timeoutMs'>): Promise<Ended> {
  const child = spawn(process.execPath, [mainOf(name), ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, complaint] = ['', ''];
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (complaint += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, complaint };
}

/** Path of a workspace's compiled main file. */
export const mainOf = (name: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), 'dist', 'main.js');
