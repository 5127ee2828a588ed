import { program, type Program } from '@parley/testing/program';

export interface RoleProcess {
  /** What the process hosts. */
  readonly roles: readonly string[];
  /** Where its probes are. */
  readonly port: number;
}

/** Processes of one deployment, each with a name. */
export interface RoleProcesses<Name extends string> {
  /** Starts one, also again, and waits until it is ready. */
  start(name: Name): Promise<void>;
  /** Ends one, and waits until it is gone. Gives its exit code, null after SIGKILL. */
  kill(name: Name, signal: NodeJS.Signals): Promise<number | null>;
  /** Stops those that run. Gives their exit codes by name. */
  close(): Promise<Partial<Record<Name, number | null>>>;
}

/** Starts all, each with the environment and what is its own of it. Errors: one that does not start. */
export async function startRoleProcesses<Name extends string>(
  processes: Readonly<Record<Name, RoleProcess>>,
  environment: Readonly<Record<string, string>>,
): Promise<RoleProcesses<Name>> {
  const running = new Map<Name, Program>();

  async function start(name: Name): Promise<void> {
    const { roles, port } = processes[name];
    const one = program({
      name: '@parley/platform',
      args: ['serve', '--roles', roles.join()],
      environment: { PORT: String(port), PROBES_PORT: String(port), HOST: '127.0.0.1', ...environment },
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
    });
    running.set(name, one);
    await one.start();
  }

  async function kill(name: Name, signal: NodeJS.Signals): Promise<number | null> {
    const one = running.get(name);
    if (!one) throw new Error(`${name} does not run`);
    running.delete(name);
    return one.end(signal);
  }

  async function close(): Promise<Partial<Record<Name, number | null>>> {
    const codes = [...running.keys()].map(async (name) => [name, await kill(name, 'SIGTERM')] as const);
    return Object.fromEntries(await Promise.all(codes)) as Partial<Record<Name, number | null>>;
  }

  try {
    await Promise.all((Object.keys(processes) as Name[]).map(start));
  } catch (error) {
    await close();
    throw error;
  }
  return { start, kill, close };
}
