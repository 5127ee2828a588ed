import type { DeadLetter, DeadLetters } from '@parley/ports/stream/dead-letters';
import type { Sql } from '@parley/database/sql';

interface Row {
  stream: string;
  seq: number;
  error: string;
  at: Date;
  type: string | null;
  payload: unknown;
  correlationId: string | null;
}

const LETTERS = `select d.stream, d.seq, d.error, d.at, e.type, e.payload,
    e.correlation_id as "correlationId"
  from log.dead_letter d left join log.entry e on e.stream = d.stream and e.seq = d.seq
  where $1::text is null or d.stream || '/' || d.seq = $1
  order by d.at, d.stream, d.seq limit $2`;

const COUNT = 'select count(*) as parked from log.dead_letter';

const REPLAY = `with letters as (
    delete from log.dead_letter where $1::text[] is null or stream || '/' || seq = any ($1) returning stream, seq
  ), pointed as (
    insert into log.outbox (shard, stream, seq)
    select log.shard_of(stream), stream, seq from letters on conflict do nothing
  )
  select count(*) as replayed from letters`;

/** Entries that the relay parked. A replay puts an entry back into the outbox; it is published after later ones of its stream. */
export function outboxLetters(database: Sql): DeadLetters {
  const read = async (id: string | null, limit: number) =>
    (await database.query<Row>(LETTERS, [id, limit])).map(letterOf);
  return {
    count: async () => (await database.query<{ parked: number }>(COUNT))[0]!.parked,
    list: (limit) => read(null, limit),
    find: async (id) => (await read(id, 1))[0],
    replay: async (ids) => (await database.query<{ replayed: number }>(REPLAY, [ids ?? null]))[0]!.replayed,
  };
}

const letterOf = ({ stream, seq, error, at, type, payload, correlationId }: Row): DeadLetter => ({
  ...{ id: `${stream}/${seq}`, stream, seq, error, at },
  details: { entry: type === null ? 'not in the log' : { type, payload, correlationId } },
});
