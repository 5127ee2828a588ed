import pg from 'pg';

/** Environment variable with the URL of the tests' PostgreSQL: set by the global setup of the jest projects that have one. */
export const TEST_SERVER = 'PARLEY_TEST_SERVER';

/** A database with all migrations and no other rows. Nobody may be connected to it. */
export const TEMPLATE = 'parley_template';

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Runs one statement in a new session. */
export async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
