import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import type { Sql } from '@parley/runtime/database/sql';

export interface Head {
  stream: StreamId;
  epoch: string;
  /** Position of the latest entry; 0 before the first. */
  seq: number;
  /** How many messages were ever sent. */
  messages: number;
  updatedAt: Date;
}

/** Present heads, by stream; none for a stream that does not exist. */
export async function readHeads(sql: Sql, streams: readonly StreamId[]): Promise<Map<StreamId, Head>> {
  const heads = await sql.query<Head>(
    'select stream, epoch, seq, messages, updated_at as "updatedAt" from log.stream_head where stream = any ($1::uuid[])',
    [streams],
  );
  return new Map(heads.map((head) => [head.stream, head]));
}

/** Entries after a position, in order, at most `first`. */
export async function readEntries(
  sql: Sql,
  { stream, after, first }: { stream: StreamId; after: number; first: number },
): Promise<Entry[]> {
  const rows = await sql.query<RawEntry>(
    `select e.stream, e.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, h.epoch
     from log.entry e join log.stream_head h using (stream)
     where e.stream = $1 and e.seq > $2 order by e.seq limit $3`,
    [stream, after, first],
  );
  return rows.map(parseEntry);
}
