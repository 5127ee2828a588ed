import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { InvalidArgumentError, type Command } from 'commander';
import { erasePerson } from '../erasure';
import { accounts, ENTITIES } from '../modules';
import { readCommandSettings } from '../command-settings';
import { onDatabase } from './on-database';

interface Named {
  tenant?: string;
  email?: string;
  user?: string;
}

function userId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw new InvalidArgumentError('It is the id of a user.');
}

/** `parley erase`: erases a person permanently. */
export function addEraseCommand(parley: Command): void {
  parley
    .command('erase')
    .description('erase a person permanently: messages, uploads and personal data; conversations remain')
    .option('--tenant <slug>', 'tenant of the person')
    .option('--email <address>', 'mail address of the person in the tenant')
    .option('--user <id>', 'id of the person, instead of tenant and address', userId)
    .action(async (named: Named) => erase(await readCommandSettings(process.env), named));
}

async function erase(settings: Settings, named: Named): Promise<void> {
  if (!named.user && !(named.tenant && named.email)) throw new Error('name --tenant and --email, or --user');
  const logger = createLogger(settings);
  await onDatabase({ settings, logger, poolSize: 2, entities: ENTITIES }, async (database) => {
    const person = await accounts.find(database, named);
    if (!person) throw new Error('there is no such person');
    const { conversations = 0, ...erased } = await erasePerson({ database, logger }, person);
    const counts = Object.entries(erased)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([what, count]) => `${count} ${what}`);
    const rest = new Intl.ListFormat('en').format(counts);
    process.stdout.write(`${person.user} is erased: out of ${conversations} conversations, with ${rest}\n`);
  });
}
