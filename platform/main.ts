#!/usr/bin/env node
import 'reflect-metadata';
import { misspelledSettings } from '@parley/runtime/misspelled-settings';
import { Command, InvalidArgumentError } from 'commander';
import { outliveReaders } from './closed-output';
import { readCommandSettings } from './command-settings';
import { addAccountCommand } from './commands/account';
import { addAuditCommand } from './commands/audit';
import { addBotCommand } from './commands/bot';
import { addCheckCommand } from './commands/check';
import { showConfig } from './commands/config';
import { addEraseCommand } from './commands/erase';
import { addEventsCommand } from './commands/events';
import { showDownloads } from './commands/downloads';
import { explainDelivery, type ExplainOptions } from './commands/explain';
import { addDlqCommand } from './commands/dlq';
import { addGatewayCommand } from './commands/gateway';
import { addJobsCommand } from './commands/jobs';
import { addKeysCommand } from './commands/keys';
import { migrateDatabase } from './commands/migrate';
import { addOperationsCommand } from './commands/operations';
import { newEpoch } from './commands/new-epoch';
import { addReadModelCommands } from './commands/read-models';
import { seed } from './commands/seed';
import { serve } from './commands/serve';
import { addTenantCommand } from './commands/tenant';
import { addTopicsCommand } from './commands/topics';
import { largeNumber, wholeNumber } from './commands/whole-number';
import { lineOf } from './failure';
import { parseRoles, ROLES } from './roles';
import { DECLARATIONS, readSettings } from './settings';

const MOST_WORKERS = 64;

outliveReaders();
for (const [given, meant] of misspelledSettings(DECLARATIONS, process.env))
  process.stderr.write(`parley: ${given} is no setting: did you mean ${meant}?\n`);

function workers(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_WORKERS) return count;
  throw new InvalidArgumentError(`It is a number from 1 to ${MOST_WORKERS}.`);
}

function id(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It is a UUID.');
}

const parley = new Command('parley').description('A real-time chat platform, served as one federated GraphQL graph.');

parley
  .command('serve')
  .description('run the platform, on the database of DATABASE_URL or an embedded one')
  .option('--roles <names>', 'parts to host, separated by commas; the others run in other processes', ROLES.join(','))
  .option(
    '--workers <number>',
    'number of processes behind one port; more than the machine has cores bring nothing',
    workers,
    1,
  )
  .action(async ({ roles, workers }: { roles: string; workers: number }) =>
    serve(await readSettings(process.env), { roles: parseRoles(roles), workers }),
  );
parley
  .command('migrate')
  .description('migrate the database')
  .action(async () => migrateDatabase(await readCommandSettings(process.env)));
parley
  .command('seed')
  .description('in development: create the tenant "demo" with its users and conversations, if it is missing')
  .option('--scale <messages>', 'instead: create the tenant "scale" with so many messages', largeNumber)
  .action(async (options: { scale?: number }) => seed(await readCommandSettings(process.env), options));
parley
  .command('new-epoch')
  .description('after a restore or a fail-over that lost commits: make all clients resync')
  .action(async () => newEpoch(await readCommandSettings(process.env)));
parley
  .command('downloads')
  .description('list people who recently received URLs of many attachments, from the audit trail')
  .option('--hours <number>', 'how far back to look', wholeNumber, 1)
  .option('--least <number>', 'minimum number of attachments', wholeNumber, 200)
  .action(async (options: { hours: number; least: number }) =>
    showDownloads(await readCommandSettings(process.env), options),
  );
parley
  .command('config')
  .description('print every setting: its value, its source, and its meaning')
  .action(() => showConfig(process.env));
parley
  .command('explain')
  .description(
    "say why a conversation's events were or weren't delivered to somebody, as each gateway process knows it",
  )
  .requiredOption('--conversation <id>', 'the conversation', id)
  .requiredOption('--user <id>', 'the person whose subscriptions to explain', id)
  .option('--url <url>', 'a gateway (default: the one of PORT on this machine)')
  .option('--token <token>', 'METRICS_TOKEN of the gateway, if it has one (default: that of the settings)')
  .action(async (options: ExplainOptions) => explainDelivery(await readCommandSettings(process.env), options));
addEraseCommand(parley);
addEventsCommand(parley);
addGatewayCommand(parley);
addReadModelCommands(parley);
addCheckCommand(parley);
addTopicsCommand(parley);
addDlqCommand(parley);
addAuditCommand(parley);
addBotCommand(parley);
addOperationsCommand(parley);
addJobsCommand(parley);
addTenantCommand(parley);
addAccountCommand(parley);
addKeysCommand(parley);

parley.parseAsync().catch((error: unknown) => {
  process.stderr.write(`parley: ${lineOf(error)}\n`);
  process.exit(1);
});
