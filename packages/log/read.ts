import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import type { Sql } from '@parley/runtime/database/sql';

export interface Head {
  stream: StreamId;
  epoch: string;
  /** Position of the latest entry; 0 before the first. */
  seq: number;
  /** The first position whose entry is still kept; `seq + 1` where none is. */
  firstSeq: number;
  /** How many messages were ever sent. */
  messages: number;
  updatedAt: Date;
}

/** Present heads, by stream; none for a stream that does not exist. */
export async function readHeads(sql: Sql, streams: readonly StreamId[]): Promise<Map<StreamId, Head>> {
  const heads = await sql.query<Head>(
    `select stream, epoch, seq, first_seq as "firstSeq", messages, updated_at as "updatedAt"
     from log.stream_head where stream = any ($1::uuid[])`,
    [streams],
  );
  return new Map(heads.map((head) => [head.stream, head]));
}

/**
 * Entries after a position up to the head's, in order, at most `first`. Undefined where the log no longer reaches back
 * to the position, also if it did when the head was read.
 */
export async function readEntries(
  sql: Sql,
  { stream, seq }: Pick<Head, 'stream' | 'seq'>,
  { after, first }: { after: number; first: number },
): Promise<Entry[] | undefined> {
  const rows = await sql.query<RawEntry>(
    `select e.stream, e.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, e.trace,
       e.correlation_id as "correlationId", h.epoch
     from log.entry e join log.stream_head h using (stream)
     where e.stream = $1 and e.seq > $2 and e.seq <= $3 order by e.seq limit $4`,
    [stream, after, seq, first],
  );
  if (after < seq && rows[0]?.seq !== after + 1) return undefined;
  return rows.map(parseEntry);
}
