import { Command, InvalidArgumentError } from 'commander';
import { CATALOGUE, serversOf } from './catalogue';
import { down } from './commands/down';
import { logs } from './commands/logs';
import { status } from './commands/status';
import { testOnServices } from './commands/test';
import { up, type Outcome } from './commands/up';
import { keepAfterTests } from './instance';
import { placeOf } from './place';
import { say } from './say';
import { variablesOf, type Server } from './server';
import { tableOf } from './table';

const LINES = 40;
const MEBIBYTE = 1_048_576;

const services = new Command('services')
  .description(`Real servers on this machine, without Docker: ${CATALOGUE.map(({ name }) => name).join(', ')}.`)
  .addHelpText('after', '\nPARLEY_SERVICES_CACHE is the folder, PARLEY_SERVICES_PORT the first of the ports.');

services
  .command('up')
  .description('start servers; prints the variables to export, as in eval "$(npm run -s services -- up redis)"')
  .argument('<names...>', 'servers')
  .action(async (names: string[]) => {
    const outcomes = await up(placeOf(process.env), serversOf(names));
    report(outcomes);
    for (const { server, site, state } of outcomes) {
      if (state === 'failed' || state === 'missing') {
        process.exitCode = 1;
        continue;
      }
      await keepAfterTests(site);
      for (const [name, value] of Object.entries(variablesOf(server, site))) console.log(`export ${name}=${value}`);
    }
  });
services
  .command('down')
  .description('stop servers, and remove their data')
  .argument('[names...]', 'servers; all by default')
  .action(async (names: string[]) => {
    const stopped = await down(placeOf(process.env), chosen(names));
    say(stopped.length > 0 ? `stopped ${stopped.map(({ name }) => name).join(', ')}` : 'nothing ran');
  });
services
  .command('status')
  .description('list running servers')
  .argument('[names...]', 'servers; all by default')
  .action(async (names: string[]) => {
    const rows = await status(placeOf(process.env), chosen(names));
    if (rows.length === 0) return say('nothing runs');
    const cells = rows.map(({ pid, ports, memory, ...words }) => {
      const megabytes = pid === undefined ? '' : (memory / MEBIBYTE).toFixed(0);
      return { ...words, pid: String(pid ?? ''), ports: ports.join(' '), MiB: megabytes };
    });
    console.log(tableOf(cells));
  });
services
  .command('logs')
  .description("print the end of a server's logs")
  .argument('<name>', 'server')
  .option('-n, --lines <count>', 'of each', positive, LINES)
  .action(async (name: string, { lines }: { lines: number }) => {
    const ends = await logs(placeOf(process.env), serversOf([name])[0]!, lines);
    if (ends.length === 0) return say(`${name} has no logs: it does not run`);
    for (const { file, text } of ends) console.log(`==> ${file}\n${text}`);
  });
services
  .command('test')
  .description('run the jest project "services" on the servers that it needs')
  .argument('[args...]', "jest's arguments")
  .allowUnknownOption()
  .helpOption(false)
  .action(async (args: string[]) => {
    process.exitCode = await testOnServices(placeOf(process.env), args, report);
  });

services.parseAsync().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});

function chosen(names: readonly string[]): readonly Server[] {
  return names.length > 0 ? serversOf(names) : CATALOGUE;
}

function report(outcomes: readonly Outcome[]): void {
  const rows = outcomes.map((outcome) => {
    const { server, site, state } = outcome;
    const url = state === 'failed' || state === 'missing' ? '' : server.url(site);
    return {
      name: server.name,
      address: url,
      state: state === 'started' ? `started in ${outcome.seconds.toFixed(1)} s` : state,
    };
  });
  console.error(tableOf(rows));
  for (const outcome of outcomes) {
    if (outcome.state === 'failed' || outcome.state === 'missing')
      say(`${outcome.server.name}: ${outcome.error.message}`);
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number greater than 0.');
  return number;
}
