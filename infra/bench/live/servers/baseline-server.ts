import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startChild } from '../processes/child';
import { usageOf } from '../processes/usage';
import type { BareServer } from './bare-main';
import { createHttpClient } from './http-client';
import { peopleFor, type LiveServer, type Population } from './live-server';
import type { StockServer } from './stock-main';

/** Stock graphql-ws: its server over ws, PubSub of graphql-subscriptions, and one execution per subscriber. */
export const stockServer = (population: Population): Promise<LiveServer> =>
  baseline('stock graphql-ws', startChild<StockServer>(join(__dirname, 'stock-main.js')), {
    ...population,
    frameBytes: 0,
  });

/** The minimum: one write per socket and event, of a frame that was encoded once. */
export const bareServer = (population: Population & { frameBytes: number }): Promise<LiveServer> =>
  baseline('bare writes', startChild<BareServer>(join(__dirname, 'bare-main.js')), population);

type BaselineProcess = ReturnType<typeof startChild<StockServer | BareServer>>;

async function baseline(
  name: string,
  child: BaselineProcess,
  population: Population & { frameBytes: number },
): Promise<LiveServer> {
  const port = await child.call('listen', population.frameBytes);
  const http = createHttpClient(port);
  const ids = (length: number) => Array.from({ length }, () => randomUUID() as string);
  return {
    name,
    port,
    tokens: ids(peopleFor(population)),
    rooms: ids(population.rooms),
    send: (messages) => http.post({ path: '/send', body: messages }),
    usage: () => usageOf(child.pid),
    async close() {
      http.close();
      await child.end();
    },
  };
}
