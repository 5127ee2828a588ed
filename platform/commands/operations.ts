import { createPlanner } from '@parley/gateway/graph/planner';
import { parseId, type UserId } from '@parley/contracts/ids';
import { getOperationAST, parse } from 'graphql';
import { InvalidArgumentError, type Command } from 'commander';
import { readCommandSettings } from '../command-settings';
import { bots } from '../modules';
import { readPersistedOperations } from '../persisted-operations';
import { checkOperations, operationsIn, readOperations } from '../published-operations';
import { readSupergraph } from '../supergraph';
import { withAuditedDatabase } from './audited';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function bot(text: string): UserId {
  const id = parseId<UserId>(text);
  if (!id) throw new InvalidArgumentError('It is a UUID, as `parley bot list` prints.');
  return id;
}

function versionName(text: string): string {
  if (/^[\w.+-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError('It has letters, digits, and ._+- in it.');
}

/** `parley operations …`: persisted operations. Bots run nothing else. */
export function addOperationsCommand(parley: Command): void {
  const operations = parley
    .command('operations')
    .description('list the persisted operations of this version of Parley, with id and name')
    .action(async () => list(await readPersistedOperations()));
  operations
    .command('list')
    .description('list the operations that a bot may run')
    .requiredOption('--bot <id>', 'id of the bot', bot)
    .action(({ bot: of }: { bot: UserId }) =>
      withAuditedDatabase(async (database) => list(await bots.operationsOf(database, of))),
    );
  operations
    .command('publish')
    .argument('[file]', 'JSON of graphql-codegen or of Apollo; without it, the operations of this version of Parley')
    .description('publish operations of a bot as one version; the bot may run operations of all its versions')
    .requiredOption('--bot <id>', 'id of the bot', bot)
    .requiredOption('--version <name>', 'name of the version, such as 1.4.0', versionName)
    .action(publish);
  operations
    .command('end')
    .description('end a version of a bot: its operations are refused, and its sessions end')
    .requiredOption('--bot <id>', 'id of the bot', bot)
    .requiredOption('--version <name>', 'name of the version', versionName)
    .action(({ bot: of, version }: Version) =>
      withAuditedDatabase(async (database, record) => {
        await bots.endVersion(database, of, version);
        record({ action: 'endBotVersion', subject: of });
        say('ended');
      }),
    );
}

interface Version {
  bot: UserId;
  version: string;
}

async function publish(file: string | undefined, { bot: of, version }: Version): Promise<void> {
  const operations = file === undefined ? operationsIn(await readPersistedOperations()) : await readOperations(file);
  const { api } = createPlanner(await readSupergraph(await readCommandSettings(process.env)));
  checkOperations(operations, api);
  await withAuditedDatabase(async (database, record) => {
    await bots.publish(database, of, { version, operations });
    record({ action: 'publishBotVersion', subject: of });
  });
  say(`published ${operations.size} operations as version ${version}`);
}

function list(operations: ReadonlyMap<string, string>): void {
  for (const [id, text] of operations) {
    const operation = getOperationAST(parse(text));
    say(`${id}  ${operation?.operation ?? ''} ${operation?.name?.value ?? ''}`);
  }
}
