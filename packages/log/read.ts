import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import { positionOf, type Position } from '@parley/contracts/position';
import type { Sql } from '@parley/database/sql';
import type { LogReads } from './log-reads';

/** The row of a stream. Its position is that of the latest entry. */
export interface Head extends Position {
  stream: StreamId;
  /** The first position whose entry is still kept; `seq + 1` where none is. */
  firstSeq: number;
  /** How many messages were ever sent. */
  messages: number;
  updatedAt: Date;
}

/** Present heads, by stream; none for a stream that does not exist. */
export async function readHeads<Stream extends StreamId>(
  sql: Sql,
  streams: readonly Stream[],
): Promise<Map<Stream, Head>> {
  const heads = await sql.query<Head>(
    {
      name: 'log.heads',
      text: `select stream, epoch, seq, first_seq as "firstSeq", messages, updated_at as "updatedAt"
        from log.stream_head where stream = any ($1::uuid[])`,
    },
    [streams],
  );
  return new Map(heads.map((head) => [head.stream as Stream, head]));
}

/**
 * Entries after a position up to the head's, in order, at most `first`. Undefined where the log no longer reaches back
 * to the position, also if it did when the head was read.
 */
export async function readEntries(
  reads: LogReads,
  head: Position & Pick<Head, 'stream'>,
  { after, first }: { after: number; first: number },
): Promise<Entry[] | undefined> {
  const { stream, seq } = head;
  const positions = async () => new Map([[stream, positionOf(head)]]);
  const { entries } = await reads.read({
    read: (sql) => entriesUpTo(sql, { stream, seq, after, first }),
    isComplete: (result) => result.positions.size > 0,
    positions,
    currentPositions: positions,
  });
  if (after < seq && entries[0]?.seq !== after + 1) return undefined;
  return entries.map(parseEntry);
}

interface Entries {
  entries: RawEntry[];
  /** Where the log is, or the requested position if the log is beyond it: entries up to there don't change. */
  positions: ReadonlyMap<StreamId, Position>;
}

async function entriesUpTo(
  sql: Sql,
  { stream, seq, after, first }: { stream: StreamId; seq: number; after: number; first: number },
): Promise<Entries> {
  const rows = await sql.query<
    { [Column in keyof RawEntry]: RawEntry[Column] | null } & { headSeq: number; epoch: string }
  >(
    `select e.stream, e.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, e.trace,
       e.correlation_id as "correlationId", h.epoch, least(h.seq, $3) as "headSeq"
     from log.stream_head h left join lateral (
       select * from log.entry where stream = $1 and seq > $2 and seq <= $3 order by seq limit $4) e on true
     where h.stream = $1 order by e.seq`,
    [stream, after, seq, first],
  );
  return {
    positions: new Map(rows.map(({ headSeq, epoch }) => [stream, positionOf({ seq: headSeq, epoch })])),
    entries: rows.filter((row): row is typeof row & RawEntry => row.seq !== null),
  };
}
