import { parseEntry, type RawEntry } from '@parley/contracts/events';
import type { Database, Transaction } from '@parley/database/database';
import type { DeadLetter, DeadLetters } from '@parley/ports/stream/dead-letters';
import { describeFailure, failureOf, isTheirOwn, type Handle } from '@parley/ports/stream/attempt';
import { postgresBacklog } from './backlog';

interface Row {
  id: string;
  stream: string;
  seq: number;
  error: string;
  at: Date;
  again: boolean;
  type: string | null;
  payload: unknown;
  correlationId: string | null;
}

const LETTERS = `select d.partition || '/' || d."offset" as id, d.stream, d.seq, d.error, d.at, d.again, e.type, e.payload,
    e.correlation_id as "correlationId"
  from event_stream.dead_letter d left join log.entry e on e.stream = d.stream and e.seq = d.seq
  where d.consumer_group = $1 and ($2::text is null or d.partition || '/' || d."offset" = $2)
  order by d.at, d.partition, d."offset" limit $3`;

const REPLAY = `with replayed as (
    update event_stream.dead_letter set again = true
    where consumer_group = $1 and not again and ($2::text[] is null or partition || '/' || "offset" = any ($2))
    returning 1
  ) select count(*) as replayed from replayed`;

/** A group's dead letters on PostgreSQL. Replayed ones are worked on by its consumers, one by one, within a second. */
export function postgresLetters(database: Database, group: string): DeadLetters {
  const read = async (id: string | null, limit: number) =>
    (await database.query<Row>(LETTERS, [group, id, limit])).map(letterOf);
  return {
    count: postgresBacklog(database, group).letters,
    list: (limit) => read(null, limit),
    find: async (id) => (await read(id, 1))[0],
    async replay(ids) {
      const [row] = await database.query<{ replayed: number }>(REPLAY, [group, ids ?? null]);
      return row!.replayed;
    },
  };
}

const letterOf = ({ id, stream, seq, error, at, again, type, payload, correlationId }: Row): DeadLetter => ({
  ...{ id, stream, seq, error, at },
  details: {
    ...(again ? { replay: 'under way' } : {}),
    entry: type === null ? 'no longer in the log' : { type, payload, correlationId },
  },
});

interface LetterRow extends Omit<RawEntry, 'type'> {
  partition: number;
  offset: number;
  type: string | null;
  handled: string;
}

const TO_REPLAY = `select d.partition, d."offset", d.stream, d.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, e.trace,
    e.correlation_id as "correlationId", h.epoch, set_config('idle_in_transaction_session_timeout', '0', true) as handled
  from event_stream.dead_letter d
  left join log.entry e on e.stream = d.stream and e.seq = d.seq
  left join log.stream_head h on h.stream = d.stream
  where d.consumer_group = $1 and d.again
  order by d.partition, d."offset" limit 1 for update of d skip locked`;

const RESOLVE = `delete from event_stream.dead_letter where consumer_group = $1 and partition = $2 and "offset" = $3`;

const BURY_AGAIN = `update event_stream.dead_letter set again = false, error = $4, at = now()
  where consumer_group = $1 and partition = $2 and "offset" = $3`;

export interface Replayed {
  /** Its failure. The entry is a dead letter again, unless a dependency was down. */
  error?: unknown;
}

/** Tries the next letter that an operator wants replayed. Returns undefined where there is none. */
export async function replayLetter(
  tx: Transaction,
  { group, handle }: { group: string; handle: Handle },
): Promise<Replayed | undefined> {
  const [row] = await tx.query<LetterRow>(TO_REPLAY, [group]);
  if (!row) return undefined;
  const { partition, offset, type, handled: _, ...placed } = row;
  const error = await failureOf(async () => {
    if (type === null) throw new Error('The log does not have the entry any more');
    await handle([parseEntry({ ...placed, type })]);
  });
  if (error === undefined) await tx.query(RESOLVE, [group, partition, offset]);
  else if (isTheirOwn(error)) await tx.query(BURY_AGAIN, [group, partition, offset, describeFailure(error)]);
  return { error };
}
