import 'reflect-metadata';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { gateway } from './gateway/gateway';
import { guard } from './guard/guard';
import { indexing } from './index/indexing';
import { fanout } from './live/fanout';
import { latency } from './live/latency';
import { resume } from './live/resume';
import type { LiveOptions } from './live/run-scenarios';
import { mixed } from './mixed/mixed';
import { relay } from './relay/relay';
import { publish, type Report } from './report';
import { growth } from './query/growth';
import { query } from './query/query';
import { send } from './send/send';
import { web } from './web/web';

const BENCHES: Record<string, (options: LiveOptions) => Promise<Report>> = {
  send,
  query,
  growth,
  gateway,
  fanout,
  latency,
  resume,
  mixed,
  relay,
  guard,
  index: indexing,
  web,
};

interface Options extends LiveOptions {
  json?: string;
}

new Command('bench')
  .description('Measures one thing against a baseline in the same run.')
  .addArgument(new Argument('<name>', 'what to measure').choices(Object.keys(BENCHES)))
  .option('--json <file>', 'write the figures there too')
  .option('--scale <factor>', 'how large they are, 1 being full size', positive, 1)
  .option('--only <scenario>', 'of all but web: one scenario instead of all')
  .option('--profile <folder>', 'of query, gateway and mixed: write a CPU profile of each server there')
  .option('--workers <n>', 'of fanout: gateway processes, for the scenario that has several', positive)
  .action(async (name: string, { json, ...options }: Options) => publish(name, await BENCHES[name]!(options), json))
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number greater than 0.');
  return number;
}
