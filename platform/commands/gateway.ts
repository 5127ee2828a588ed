import { createStandalone, STANDALONE_LIMITS } from '@parley/gateway/standalone/standalone';
import { createLogger } from '@parley/runtime/logger';
import { createProcessMetrics } from '@parley/runtime/metrics/prom-registry';
import { InvalidArgumentError, type Command } from 'commander';
import { readSettings } from '../settings';
import { untilSignal } from '../until-signal';

interface Options {
  supergraph: string;
  port: number;
  host: string;
  forwardHeader?: string[];
  timeout: number;
  subscriptions?: Map<string, string>;
  reconnectWithin: number;
  introspection: boolean;
  maxCost: number;
  listSize: number;
  maxResponseBytes: number;
  operationTimeout: number;
  planningTimeout: number;
  operationCacheBytes: number;
}

const FORWARDED = ['authorization'];
const POLL_EVERY_MS = 2_000;

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
};

function subscriptionsOf(text: string, before = new Map<string, string>()): Map<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError("It is a subgraph's name, =, and a URL.");
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
}

/** `parley gateway`: serves any Federation 2 supergraph, without the chat platform. */
export function addGatewayCommand(parley: Command): void {
  parley
    .command('gateway')
    .description('serve any Federation 2 supergraph over HTTP subgraphs, without sign-in')
    .requiredOption(
      '--supergraph <file>',
      "the supergraph's SDL; the gateway applies a changed file without dropping a request",
    )
    .option('--port <number>', 'TCP port', whole, 4000)
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option(
      '--forward-header <name>',
      `header to forward to subgraphs; repeatable (default: ${FORWARDED.join(', ')})`,
      (name: string, names?: string[]) => [...(names ?? []), name],
    )
    .option('--timeout <ms>', 'time limit of each response of a subgraph', whole, 30_000)
    .option(
      '--subscriptions <name=url>',
      'where a subgraph pushes the events of its subscriptions: ws://… or wss://… (graphql-transport-ws), ' +
        'sse+http://… or sse+https://… (GraphQL over SSE), or sse at its routing URL; repeatable ' +
        '(default: graphql-transport-ws at the routing URL)',
      subscriptionsOf,
    )
    .option(
      '--reconnect-within <ms>',
      'how long a subgraph that pushes events may be unreachable before its subscriptions end',
      whole,
      30_000,
    )
    .option('--max-cost <number>', 'what one operation may cost', whole, STANDALONE_LIMITS.maxCost)
    .option('--list-size <number>', 'assumed size of lists without @listSize', whole, STANDALONE_LIMITS.defaultListSize)
    .option('--max-response-bytes <number>', 'largest result', whole, STANDALONE_LIMITS.maxResponseBytes)
    .option('--operation-timeout <ms>', 'time limit of each operation', whole, STANDALONE_LIMITS.deadlineMs)
    .option('--planning-timeout <ms>', 'time limit of planning an operation', whole, STANDALONE_LIMITS.planningMs)
    .option(
      '--operation-cache-bytes <number>',
      'estimated size of the documents and plans that it keeps',
      whole,
      STANDALONE_LIMITS.cacheBytes,
    )
    .option('--no-introspection', 'disable introspection and /schema.graphql')
    .action(serveGateway);
}

async function serveGateway(options: Options): Promise<void> {
  const { supergraph, host, port, forwardHeader = FORWARDED, timeout: timeoutMs, introspection } = options;
  const { subscriptions = new Map<string, string>(), reconnectWithin: reconnectMs } = options;
  const { maxCost, listSize: defaultListSize, maxResponseBytes } = options;
  const { operationTimeout: deadlineMs, planningTimeout: planningMs, operationCacheBytes: cacheBytes } = options;
  const { METRICS_TOKEN: metricsToken, ...settings } = await readSettings(process.env);
  const logger = createLogger(settings);
  const stopping = untilSignal();
  const gateway = await createStandalone({
    supergraph,
    host,
    port,
    forwardHeaders: forwardHeader,
    timeoutMs,
    subscriptions,
    reconnectMs,
    introspection,
    limits: { ...STANDALONE_LIMITS, maxCost, defaultListSize, maxResponseBytes, deadlineMs, planningMs, cacheBytes },
    pollEveryMs: POLL_EVERY_MS,
    metricsToken,
    logger,
    metrics: createProcessMetrics(logger),
  });
  await gateway.start().catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? new Error(`port ${port} is in use: stop what uses it, or choose another with --port`, { cause: error })
      : error;
  });
  process.stdout.write(`${supergraph} is served at ${gateway.url}/graphql\n`);
  await stopping;
  await gateway.stop();
  process.exit(0);
}
