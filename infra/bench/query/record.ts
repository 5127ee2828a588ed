import { createHttpClient, type HttpClient } from '../live/servers/http-client';
import type { LiveServer } from '../live/servers/live-server';
import { withTypenames, type Operation } from './operations';
import type { RecordedOperation } from './recorded-statements';
import type { Statement, StatementRecorder } from './statement-recorder';

const MESSAGES = 60;
/** So often an operation is recorded. The fewest statements are its own, without those of background work. */
const RECORDINGS = 20;

/** Messages in each room of the first person, more and with reactions in the first. */
export async function fill(server: LiveServer): Promise<void> {
  const http = createHttpClient(server.port);
  const [first, ...others] = server.rooms;
  for (let n = 0; n < MESSAGES; n++) await server.send([{ room: first!, text: `Message ${n} about a lighthouse` }]);
  await server.send(others.map((room) => ({ room, text: 'A message in another room' })));
  const { data } = await post<Page>(http, server.tokens[0]!, { query: IDS, variables: { id: first } });
  for (const [n, { node }] of data!.conversation.messages.edges.entries())
    if (n % 5 === 0) await post(http, server.tokens[0]!, { query: REACT, variables: { id: node.id } });
  http.close();
}

const IDS = 'query ($id: ID!) { conversation(id: $id) { messages(first: 50) { edges { node { id } } } } }';
const REACT = 'mutation ($id: ID!) { addReaction(messageId: $id, emoji: "👍") { id } }';

interface Page {
  conversation: { messages: { edges: { node: { id: string } }[] } };
}

interface Result<Data> {
  data?: Data;
  errors?: unknown;
}

/** Errors: a result with errors. */
async function post<Data>(http: HttpClient, token: string, body: Operation | object): Promise<Result<Data>> {
  const headers = { authorization: `Bearer ${token}` };
  const result = await http.post<Result<Data>>({ path: '/graphql', headers, body });
  if (result.errors) throw new Error(JSON.stringify(result.errors));
  return result;
}

interface Recording {
  recorder: StatementRecorder;
  name: string;
  operation: Operation;
}

export interface Recorded extends RecordedOperation {
  operation: Operation;
  /** The result in which objects say of which type they are. */
  typed: unknown;
}

export async function record(server: LiveServer, { recorder, name, operation }: Recording): Promise<Recorded> {
  const http = createHttpClient(server.port);
  let waves: Statement[][] | undefined;
  let result: unknown;
  for (let n = 0; n < RECORDINGS; n++) {
    const found = await recorder.during(async () => {
      result = await post(http, server.tokens[0]!, operation);
    });
    if (!waves || found.flat().length <= waves.flat().length) waves = found;
  }
  const typed = await post(http, server.tokens[0]!, withTypenames(operation));
  http.close();
  return { name, operation, waves: waves!, result, typed };
}
