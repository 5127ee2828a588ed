import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, validate, type GraphQLSchema } from 'graphql';
import { recordingLog } from '../tiny-graph.fixture';
import { createStandalone, type Standalone, type StandaloneOptions } from './standalone';

export interface SubgraphParts {
  name: string;
  sdl: string;
  resolvers?: object;
}

interface ReceivedRequest {
  query: string;
  variables?: Record<string, unknown>;
  headers: IncomingHttpHeaders;
}

/** A subgraph over real HTTP. `respond` may be set to send another response. */
export interface HttpSubgraph {
  name: string;
  sdl: string;
  url: string;
  /** The requests that it received, in order. */
  requests: ReceivedRequest[];
  /** Is called with each request. */
  onRequest?: (request: IncomingMessage) => void;
  /** The body of the last request. */
  body?: string;
  respond?: () => { status: number; body: string; type?: string } | 'hang' | 'cut';
  close(): Promise<void>;
}

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", "@external", "@override", "@interfaceObject", "@shareable", "@inaccessible", "@tag", "@cost", "@listSize"])\n`;

export async function serveSubgraph({ name, sdl, resolvers = {} }: SubgraphParts): Promise<HttpSubgraph> {
  const schema = buildSubgraphSchema({ typeDefs: parse(LINK + sdl), resolvers: resolvers as never });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const made: HttpSubgraph = {
    name,
    sdl: LINK + sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  respondOn(server, schema, made);
  return made;
}

function respondOn(server: Server, schema: GraphQLSchema, subgraph: HttpSubgraph): void {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
    subgraph.body = body;
    subgraph.onRequest?.(request);
    subgraph.requests.push({ query, variables, headers: request.headers });
    const other = subgraph.respond?.();
    if (other === 'hang') return;
    if (other === 'cut') return void request.socket.destroy();
    const document = parse(query);
    const errors = validate(schema, document);
    const contextValue = { headers: request.headers };
    const result =
      errors.length > 0 ? { errors } : await execute({ schema, document, variableValues: variables, contextValue });
    const { status, body: text, type = 'application/json' } = other ?? { status: 200, body: JSON.stringify(result) };
    response.writeHead(status, { 'content-type': type }).end(text);
  };
  server.on('request', (request, response) => void respond(request, response));
}

export function composed(subgraphs: readonly Pick<HttpSubgraph, 'name' | 'sdl' | 'url'>[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export interface RunningStandalone {
  gateway: Standalone;
  file: string;
  lines: Record<string, unknown>[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  request(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Result>;
  close(): Promise<void>;
}

export interface Result {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** The gateway over a supergraph in a file of its own, on a free port. */
export async function startStandalone(sdl: string, more: Partial<StandaloneOptions> = {}): Promise<RunningStandalone> {
  const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, sdl);
  const { logger, lines } = recordingLog();
  const gateway = await createStandalone({
    supergraph: file,
    host: '127.0.0.1',
    port: 0,
    forwardHeaders: ['authorization'],
    timeoutMs: 20_000,
    subscriptions: new Map(),
    reconnectMs: 20_000,
    introspection: true,
    pollEveryMs: 50,
    logger,
    ...more,
  });
  await gateway.start();
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    gateway,
    file,
    lines,
    post,
    request: async (query, variables, headers) => (await post({ query, variables }, headers)).json() as Promise<Result>,
    async close() {
      await gateway.stop();
      await rm(folder, { recursive: true });
    },
  };
}
