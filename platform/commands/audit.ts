import type { ChainHead } from '@parley/ports/audit/chain';
import { verifyAuditTrail } from '@parley/ports/audit/verify';
import { createLogger } from '@parley/runtime/logger';
import { InvalidArgumentError, type Command } from 'commander';
import { readCommandSettings } from '../command-settings';
import { onDatabase } from './on-database';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const show = ({ number, digest }: ChainHead): string => `${number}:${digest}`;

function head(text: string): ChainHead {
  const [, number, digest] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!digest) throw new InvalidArgumentError('It is a head as this command prints it: number:digest.');
  return { number: Number(number), digest };
}

/** `parley audit verify`: exits with 1 if an entry of the audit trail was changed, removed or put in. */
export function addAuditCommand(parley: Command): void {
  parley
    .command('audit')
    .description('the audit trail')
    .command('verify')
    .description('find entries that were changed, removed or put in, and print the head of the chain')
    .option('--expect <head>', 'a head that was printed earlier: the trail must still contain it', head)
    .action(({ expect }: { expect?: ChainHead }) => verify(expect));
}

async function verify(expected: ChainHead | undefined): Promise<void> {
  const settings = await readCommandSettings(process.env);
  const logger = createLogger(settings);
  await onDatabase({ settings, logger }, async (database) => {
    const { head: found, faults } = await verifyAuditTrail(database, expected);
    for (const { fault, entry } of faults) say(`${fault}: ${entry}`);
    say(`${faults.length === 0 ? 'intact' : 'not intact'}: ${found.number} entries, head ${show(found)}`);
    if (faults.length > 0) process.exitCode = 1;
  });
}
