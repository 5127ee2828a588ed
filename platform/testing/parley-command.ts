import { runProgram, type Ended } from '@parley/testing/program';

/** Runs `parley ARGS` as a process of its own, to its end. */
export const parley = (environment: Record<string, string>, ...args: string[]): Promise<Ended> =>
  runProgram({
    name: '@parley/platform',
    args,
    environment: { PARLEY_ENV: 'development', LOG_LEVEL: 'silent', ...environment },
  });
