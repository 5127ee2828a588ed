import type { TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/** See `users.lease_sockets`. Undefined for a tenant without a limit. */
export async function leaseSockets(
  sql: Sql,
  { process, tenant, wanted }: { process: string; tenant: TenantId; wanted: number },
): Promise<{ leased: number; most: number } | undefined> {
  const [row] = await sql.query<{ leased: number; most: number } | { leased: null; most: null }>(
    'select leased, most from users.lease_sockets($1, $2, $3)',
    [process, tenant, wanted],
  );
  return row!.leased === null ? undefined : row;
}

export interface OpenSockets {
  tenant: TenantId;
  sockets: number;
  leased: number;
}

/** See `users.report_sockets`. */
export async function reportSockets(sql: Sql, process: string, open: readonly OpenSockets[]): Promise<Set<TenantId>> {
  const [row] = await sql.query<{ limited: TenantId[] }>('select users.report_sockets($1, $2) as limited', [
    process,
    JSON.stringify(open),
  ]);
  return new Set(row!.limited);
}
