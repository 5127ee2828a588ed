import type { ParleyError } from '@parley/contracts/errors';
import { GraphQLError, Kind, type DocumentNode } from 'graphql';
import { Agent, type Dispatcher } from 'undici';
import { exchange, type HttpResponse } from './exchange';

export type { HttpResponse };

const CONNECTIONS_PER_ORIGIN = 128;
const MAX_RESPONSE_BYTES = 67_108_864;

/** Connections that are kept alive and shared by all subgraphs. Whoever makes it closes it. */
export const createConnections = (): Agent =>
  new Agent({ connections: CONNECTIONS_PER_ORIGIN, pipelining: 1, maxResponseSize: MAX_RESPONSE_BYTES });

export interface Transport {
  dispatcher: Dispatcher;
  /** For a whole response, in milliseconds. */
  timeoutMs: number;
}

type Headers = Record<string, string>;

interface Post {
  /** A function is called before each attempt: a signature is good for one. */
  headers: Headers | (() => Promise<Headers>);
  body: string;
  /** A mutation is never sent twice. */
  isMutation: boolean;
  /** Aborts once nobody waits for the response any more. */
  signal?: AbortSignal;
}

/** Sends a GraphQL request. Errors: of the network, and a timeout if the response is not complete in time. */
export async function postGraphQL(url: URL, post: Post, { dispatcher, timeoutMs }: Transport): Promise<HttpResponse> {
  const attempt = async (): Promise<HttpResponse> => {
    const given = typeof post.headers === 'function' ? await post.headers() : post.headers;
    return exchange(dispatcher, {
      url,
      headers: { ...given, 'content-type': 'application/json' },
      body: post.body,
      timeoutMs,
      signal: post.signal,
    });
  };
  return attempt().catch((error: unknown) => {
    // the subgraph closed a connection that was kept alive: it has not seen a query, or may see it again
    if (isClosedConnection(error) && !post.isMutation) return attempt();
    throw error;
  });
}

const isClosedConnection = (error: unknown): boolean =>
  ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String((error as NodeJS.ErrnoException).code));

/** One at each root field, as if every one of them had failed; or one at the entities. */
export function failures(
  { document, variables }: { document: DocumentNode | undefined; variables?: Readonly<Record<string, unknown>> },
  refusal: ParleyError,
): GraphQLError[] {
  const paths = variables?.representations ? [[]] : rootFields(document).map((name) => [name]);
  return paths.map((path) => new GraphQLError(refusal.message, { path, originalError: refusal }));
}

function rootFields(document: DocumentNode | undefined): string[] {
  const operation = document?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  const fields = operation.selectionSet.selections.filter(({ kind }) => kind === Kind.FIELD);
  return fields.map((field) => (field.kind === Kind.FIELD ? (field.alias ?? field.name).value : ''));
}
