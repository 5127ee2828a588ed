#!/usr/bin/env node
import { Argument, Command } from 'commander';
import { pino } from 'pino';
import type { MakeBot } from './bot.js';
import { bridge, BRIDGE_SETTINGS } from './bridge/bridge.js';
import { echo } from './echo.js';
import { reminder } from './reminder/reminder.js';
import { runBot } from './runtime/run-bot.js';
import { describeSettings, parseSettings } from './settings.js';

const BOTS: Readonly<Record<string, MakeBot>> = { echo, reminder, bridge };

async function run(name: string): Promise<void> {
  const { logLevel, ...settings } = parseSettings(process.env);
  const logger = pino({ level: logLevel, base: { bot: name } });
  const stopping = new AbortController();
  const stopped = untilSignal().then(() => stopping.abort());
  const { signal } = stopping;
  const bot = await runBot({ name, make: BOTS[name]!, settings, environment: process.env, logger, signal });
  if (!signal.aborted) logger.info('It runs');
  const failure = await Promise.race([stopped, bot.failed]);
  await bot.stop();
  if (failure !== undefined) throw failure;
  logger.info('It has stopped');
}

/** Resolves at the first signal; a second one ends the process at once. */
function untilSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve(undefined);
        process.once(signal, () => process.exit(130));
      });
  });
}

new Command('bot')
  .description('Runs a bot until SIGTERM, which lets it finish what is under way.')
  .addArgument(new Argument('<name>', 'which').choices(Object.keys(BOTS)))
  .addHelpText('after', `\nEnvironment:\n${describeSettings()}\n\nOf bridge:\n${describeSettings(BRIDGE_SETTINGS)}`)
  .action(run)
  .parseAsync()
  .then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`bot: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
