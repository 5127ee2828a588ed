import { randomUUID } from 'node:crypto';
import { serveParent } from '../live/processes/child';
import { createHttpClient, type HttpClient } from '../live/servers/http-client';
import { clientOperations } from '../query/operations';

interface Options {
  port: number;
  /** Person `n`, modulo their count, is a member of room `n`. */
  tokens: readonly string[];
  rooms: readonly string[];
  connections: number;
}

/** What the connections did since they began. */
export interface Done {
  requests: number;
  failed: number;
}

/** The API of the process with the HTTP clients. */
export interface Clients {
  /** Lets all connections send requests, each one after the response to the one before, until the process ends. */
  begin(options: Options): void;
  done(_: undefined): Done;
}

const PAGE = 20;
const SENDS_PER_PAGE = 2;
const TEXT = 'a usual message of a usual length, say about a hundred characters in all, a little more or a little less';

const { SendMessage, ConversationWithMessages } = clientOperations();
const done: Done = { requests: 0, failed: 0 };

async function connection(first: number, { port, tokens, rooms, connections }: Options): Promise<never> {
  const http = createHttpClient(port);
  for (let n = first; ; n += connections) {
    const at = n % rooms.length;
    const headers = { authorization: `Bearer ${tokens[at % tokens.length]}` };
    for (let sent = 0; sent < SENDS_PER_PAGE; sent++) {
      const input = { conversationId: rooms[at], clientMessageId: randomUUID(), text: TEXT };
      await request(http, headers, { query: SendMessage, variables: { input } });
    }
    await request(http, headers, { query: ConversationWithMessages, variables: { id: rooms[at], first: PAGE } });
  }
}

async function request(http: HttpClient, headers: Record<string, string>, body: object): Promise<void> {
  const answer = http.post<{ errors?: unknown }>({ path: '/graphql', headers, body });
  const succeeded = await answer.then(
    ({ errors }) => errors === undefined,
    () => false,
  );
  done.requests++;
  if (!succeeded) done.failed++;
}

serveParent<Clients>({
  begin(options) {
    for (let n = 0; n < options.connections; n++) void connection(n, options);
  },
  done: () => ({ ...done }),
});
