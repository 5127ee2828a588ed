import { createLogger } from '@parley/runtime/logger';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { ReadModel } from '@parley/database/read-model';
import type { Settings } from '@parley/runtime/settings';
import type { Command } from 'commander';
import { modelsOf, readModels } from '../read-models';
import { openSearchStorage } from '../search-storage';
import { readCommandSettings } from '../command-settings';
import { onDatabase } from './on-database';

/** Differences that are printed of each read model; all are counted. */
const PRINTED = 50;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `parley verify` and `parley rebuild`: compare derived data with the state, and rebuild it. */
export function addReadModelCommands(parley: Command): void {
  parley
    .command('verify [names...]')
    .description(
      'list differences between read models, search index and log and the state; exits with 1 if there are any',
    )
    .action(async (names: string[]) => {
      const differences = await withModels(await readCommandSettings(process.env), names, verify);
      process.exitCode = differences > 0 ? 1 : 0;
    });
  parley
    .command('rebuild <names...>')
    .description('rebuild read models from the state, while the platform serves: search, members, unread …')
    .action(async (names: string[]) => withModels(await readCommandSettings(process.env), names, rebuild));
  parley
    .command('search')
    .description('the search index')
    .command('reindex')
    .description(
      'same as "rebuild search": on Elasticsearch, it builds a second index, which then replaces the current one',
    )
    .action(async () => withModels(await readCommandSettings(process.env), ['search'], rebuild));
}

async function verify(models: readonly ReadModel[]): Promise<number> {
  let total = 0;
  for (const model of models) {
    let count = 0;
    for await (const difference of model.verify()) if (count++ < PRINTED) say(`${model.name}: ${difference}`);
    if (count > PRINTED) say(`${model.name}: and ${count - PRINTED} more`);
    say(count === 0 ? `${model.name}: as the state` : `${model.name}: ${count} differ`);
    total += count;
  }
  return total;
}

async function rebuild(models: readonly ReadModel[]): Promise<void> {
  const fixed = models.find((model) => !model.rebuild);
  if (fixed) throw new Error(`${fixed.name} can't be made again: it is the state (${fixed.meaning})`);
  for (const model of models) {
    await model.rebuild!();
    say(`${model.name}: made again`);
  }
}

async function withModels<T>(
  settings: Settings,
  names: readonly string[],
  work: (models: readonly ReadModel[]) => Promise<T>,
): Promise<T> {
  const logger = createLogger(settings);
  return onDatabase({ settings, logger, poolSize: 4 }, async (database) => {
    const search = openSearchStorage({ settings, database, metrics: createMetrics(logger) });
    try {
      return await work(modelsOf(readModels({ database, index: search.index }), names));
    } finally {
      await search.close();
    }
  });
}
