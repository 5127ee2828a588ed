import { runProgram, type Ended } from '@parley/testing/program';

/** What a command says first: what it acts on. */
const WHERE = /^parley: (development|production), .*\n/m;

/** How a command ended; its `complaint` is without the line that says what it acted on, which is `where`. */
export interface EndedCommand extends Ended {
  readonly where: string | undefined;
}

/** Runs `parley ARGS` as a process of its own, to its end. */
export async function parley(environment: Record<string, string>, ...args: string[]): Promise<EndedCommand> {
  const ended = await runProgram({
    name: '@parley/platform',
    args,
    environment: { PARLEY_ENV: 'development', LOG_LEVEL: 'silent', ...environment },
  });
  const { complaint } = ended;
  return { ...ended, complaint: complaint.replace(WHERE, ''), where: WHERE.exec(complaint)?.[0].trim() };
}
