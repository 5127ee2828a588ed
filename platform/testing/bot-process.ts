import { program, type Program } from '@parley/testing/program';

/** A bot in a process of its own, as `npm run bot` runs it. */
export function botProcess(
  name: string,
  environment: Record<string, string>,
  isReady = (output: string): boolean => output.includes('It runs'),
): Program {
  const bot: Program = program({
    name: '@parley/bots',
    args: [name],
    environment: { TZ: 'UTC', ...environment },
    isReady: () => isReady(bot.output()),
  });
  return bot;
}
