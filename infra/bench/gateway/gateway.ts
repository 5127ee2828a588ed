import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { inTurns } from '../in-turns';
import { startChild } from '../live/processes/child';
import { usageOf } from '../live/processes/usage';
import type { LiveOptions } from '../live/run-scenarios';
import { load, type Measured, type Target } from '../load';
import { profile } from '../profile/profile';
import { round, type Figures, type Report, type Row } from '../report';
import { GATEWAYS, type GatewayName, type GatewayServer } from './gateways';
import { OPERATIONS, SUBGRAPHS, supergraphOf, type SubgraphName } from './graph';
import type { SubgraphApi } from './subgraph-main';

const SECONDS = 4;

/** One federated query through `parley gateway`, Hive Gateway and Apollo Gateway, over the same three subgraphs. */
export async function gateway({ scale, only, profile: profiles }: LiveOptions): Promise<Report> {
  const names = (Object.keys(GATEWAYS) as GatewayName[]).filter((name) => !only || name === 'parley' || name === only);
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const ending: (() => Promise<void>)[] = [() => rm(folder, { recursive: true })];
  try {
    const subgraphs = await startSubgraphs(ending);
    const supergraphSdl = supergraphOf(subgraphs.urls);
    const servers = new Map<GatewayName, GatewayServer>();
    for (const name of names) {
      const server = await GATEWAYS[name](supergraphSdl, folder);
      ending.push(server.end);
      servers.set(name, server);
    }
    const targets = Object.fromEntries(Array.from(servers, ([name, server]) => [name, targetOf(server)]));
    await requireEqual(targets);
    const seconds = Math.max(0.2, SECONDS * scale);
    const measured = await inTurns(targets, { seconds });
    if (profiles)
      for (const [name, { pid }] of servers)
        await profile({ pid, file: join(profiles, `${name}.cpuprofile`) }, () => load(targets[name]!, { seconds }));
    return reportOf(measured);
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

async function startSubgraphs(ending: (() => Promise<void>)[]): Promise<{ urls: Record<string, string> }> {
  const urls: Record<string, string> = {};
  for (const name of Object.keys(SUBGRAPHS) as SubgraphName[]) {
    const subgraph = startChild<SubgraphApi>(join(__dirname, 'subgraph-main.js'), { production: true });
    ending.push(subgraph.end);
    urls[name] = await subgraph.call('start', name);
  }
  return { urls };
}

const targetOf = ({ port, pid }: GatewayServer): Target => ({
  port,
  path: '/graphql',
  headers: { accept: 'application/json' },
  bodies: OPERATIONS.map((operation) => JSON.stringify(operation)),
  usage: () => usageOf(pid),
});

/** Errors: if two gateways answer differently. */
async function requireEqual(targets: Readonly<Record<string, Target>>): Promise<void> {
  const results = new Map<string, unknown>();
  for (const [name, { port, path, headers, bodies }] of Object.entries(targets)) {
    const url = `http://127.0.0.1:${port}${path}`;
    const json = { ...headers, 'content-type': 'application/json' };
    const responses: unknown[] = [];
    for (const body of bodies) responses.push(await (await fetch(url, { method: 'POST', headers: json, body })).json());
    results.set(name, responses);
  }
  const [[first, expected] = [], ...others] = results;
  if (JSON.stringify(expected).includes('"errors"')) throw new Error(`${first}: ${JSON.stringify(expected)}`);
  for (const [name, result] of others)
    if (!isDeepStrictEqual(result, expected)) throw new Error(`${name} and ${first} answer differently`);
}

function reportOf(measured: Readonly<Record<string, Measured>>): Report {
  const rows: Row[] = [];
  const figures: Figures = {};
  const { parley } = measured;
  for (const [name, result] of Object.entries(measured)) {
    const requestsVsIt = round(parley!.requestsPerSecond / result.requestsPerSecond, 2);
    const cpuVsIt = round(parley!.cpuMs / result.cpuMs, 2);
    rows.push({ gateway: name, ...result, 'Parley, requests': `${requestsVsIt} ×`, 'Parley, CPU': `${cpuVsIt} ×` });
    for (const [figure, value] of Object.entries(result)) figures[`${name}.${figure}`] = value;
    if (name !== 'parley') Object.assign(figures, { [`requestsVs.${name}`]: requestsVsIt, [`cpuVs.${name}`]: cpuVsIt });
  }
  return { rows, figures };
}
