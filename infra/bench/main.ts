import 'reflect-metadata';
import { Argument, Command } from 'commander';
import { publish, type Report } from './report';
import { send } from './send';

const BENCHES: Record<string, () => Promise<Report>> = { send };

new Command('bench')
  .description('Measures one thing against a baseline in the same run.')
  .addArgument(new Argument('<name>', 'what to measure').choices(Object.keys(BENCHES)))
  .option('--json <file>', 'write the figures there too')
  .action(async (name: string, { json }: { json?: string }) => publish(name, await BENCHES[name]!(), json))
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
