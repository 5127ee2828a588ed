import type { Duplex } from 'node:stream';
import pg from 'pg';
import { isSame, SYSTEM, type SessionScope } from './scope';

/** The scope of each session, as its last statement that succeeded has left it. */
const entered = new WeakMap<pg.ClientBase, SessionScope>();

export const scopeOf = (client: pg.ClientBase): SessionScope => entered.get(client) ?? SYSTEM;

/** Sets both settings for the session. `none` is the role that it has connected as. */
const ENTER = {
  name: 'parley.enter_scope',
  text: `select set_config('role', $1, false), set_config('parley.tenants', $2, false)`,
};

/**
 * Runs one statement in a scope, outside of a transaction, in one round trip. The session keeps its scope, so that only a
 * statement in another one sets it again.
 * Invariant: the statement runs in the scope, or not at all. If the session has another one, the message that sets it goes
 * ahead of the statement in the same implicit transaction (PostgreSQL's extended query protocol), and if that fails, both
 * are undone.
 */
export async function queryInScope(
  client: pg.ClientBase,
  scope: SessionScope,
  query: pg.QueryConfig,
): Promise<pg.QueryResult> {
  if (isSame(scopeOf(client), scope)) return client.query(query);
  const values = [scope.role, scope.tenants];
  const isPrepared = ENTER.name in wireOf(client).parsedStatements;
  const result = isPrepared ? await queryAfter(client, values, query) : undefined;
  if (!isPrepared) await client.query({ ...ENTER, values });
  entered.set(client, scope);
  return result ?? client.query(query);
}

/** The parts of pg's `Connection` that write messages. Its types leave them out. */
interface Wire {
  readonly stream: Duplex;
  readonly parsedStatements: Readonly<Record<string, string>>;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  execute(message: object): void;
}

/** The parts of pg's `Query` that a connection calls. */
interface Calls {
  submit(wire: Wire): Error | null;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}

const wireOf = (client: pg.ClientBase): Wire => (client as unknown as { connection: Wire }).connection;

/** Writes ENTER, which the session has prepared, and the query at once. The responses to ENTER are no part of the result. */
function queryAfter(
  client: pg.ClientBase,
  values: readonly unknown[],
  config: pg.QueryConfig,
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const callback = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
    // an unnamed statement without values would be a message of the simple protocol, which ends the implicit transaction
    const query = new pg.Query({ ...config, queryMode: 'extended', callback } as pg.QueryConfig);
    const calls = query as unknown as Calls;
    const plain: Calls = {
      submit: calls.submit.bind(query),
      handleDataRow: calls.handleDataRow.bind(query),
      handleCommandComplete: calls.handleCommandComplete.bind(query),
    };
    let entering = true;
    calls.submit = (wire) => {
      // pg refuses it before it writes anything
      if (isOtherStatement(wire, config)) return plain.submit(wire);
      wire.stream.cork();
      try {
        wire.bind({ statement: ENTER.name, values });
        wire.execute({});
        return plain.submit(wire);
      } finally {
        wire.stream.uncork();
      }
    };
    calls.handleDataRow = (message) => {
      if (!entering) plain.handleDataRow(message);
    };
    calls.handleCommandComplete = (message, wire) => {
      if (!entering) plain.handleCommandComplete(message, wire);
      entering = false;
    };
    client.query(query);
  });
}

/** Whether the session has prepared another statement under this name. */
const isOtherStatement = ({ parsedStatements }: Wire, { name, text }: pg.QueryConfig): boolean =>
  name !== undefined && (parsedStatements[name] ?? text) !== text;
