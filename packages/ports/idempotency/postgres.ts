import { randomUUID } from 'node:crypto';
import { ParleyError, unavailable } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Begun, KeptAnswers, Taken } from './idempotency-store';
import { sealedBy, type Sealed } from './sealed';

/** From the time that the first request began. */
export const KEPT_MS = 24 * 3_600_000;
/** Longer than any request takes. */
const ABANDONED_AFTER_MS = 60_000;
/** Each of them finds that the row it lost to is gone again. */
const TRIES = 5;

interface AnswersOptions {
  database: Sql;
  now?: () => Date;
  limits?: AnswerLimits;
}

/** Of one person, within 24 hours. Requests at the same moment may exceed them by as many as they are. */
export interface AnswerLimits {
  /** More are refused: a key that is forgotten early would let its request be executed twice. */
  keys: number;
  /** Of all answers together. What is over is not kept, and its key still is. */
  bytes: number;
}
const LIMITS: AnswerLimits = { keys: 10_000, bytes: 33_554_432 };

const TAKE = `
  insert into idempotency.answer as kept (person, id, asked, request, begun_at)
  select $1::uuid, $2::bytea, $3::bytea, $4::uuid, $5::timestamptz
  where (select count(*) from (select from idempotency.answer where person = $1 limit $8) own) < $8
  on conflict (person, id) do update
  set asked = excluded.asked, request = excluded.request, begun_at = excluded.begun_at, answer = null
  where kept.begun_at <= $6 or (kept.answer is null and kept.begun_at <= $7 and kept.asked = excluded.asked)
  returning 1`;

const FIND = 'select asked, answer from idempotency.answer where person = $1 and id = $2';

const COUNT = 'select count(*) as keys from idempotency.answer where person = $1';

const KEEP = `
  update idempotency.answer set answer = case
    when (select coalesce(sum(octet_length(answer)), 0) from idempotency.answer where person = $1) + octet_length($4::bytea) <= $6
    then $4::bytea else $5::bytea end
  where person = $1 and id = $2 and request = $3`;

/** Invariant: of all requests with a key at one time, one is `first`, whatever processes they are in. */
export function postgresAnswers({ database, now = () => new Date(), limits = LIMITS }: AnswersOptions): KeptAnswers {
  async function take({ person, sealed, request }: Place): Promise<boolean> {
    const at = now();
    const before = (ms: number) => new Date(at.getTime() - ms);
    const values = [person, sealed.id, sealed.asked, request, at, before(KEPT_MS), before(ABANDONED_AFTER_MS)];
    return (await database.query(TAKE, [...values, limits.keys])).length > 0;
  }

  async function requireRoom({ person }: Place): Promise<void> {
    const [{ keys } = { keys: 0 }] = await database.query<{ keys: number }>(COUNT, [person]);
    if (keys < limits.keys) return;
    const message = `At most ${limits.keys} Idempotency-Keys within 24 hours; without one it is still executed`;
    throw new ParleyError('QUOTA_EXCEEDED', message, { details: { limit: limits.keys } });
  }

  async function find({ person, sealed }: Place): Promise<Begun | undefined> {
    const [row] = await database.query<{ asked: Buffer; answer: Buffer | null }>(FIND, [person, sealed.id]);
    if (!row) return undefined;
    if (!row.asked.equals(sealed.asked)) return { state: 'something else' };
    return row.answer ? { state: 'answered', answer: sealed.open(row.answer) } : { state: 'under way' };
  }

  return {
    async begin(asking) {
      const place = { person: asking.person, sealed: sealedBy(asking), request: randomUUID() };
      for (let tries = 0; tries < TRIES; tries++) {
        if (await take(place)) return { state: 'first', ...taken(database, place, limits) };
        const found = await find(place);
        if (found) return found;
        await requireRoom(place);
      }
      throw unavailable('Others use this Idempotency-Key at this moment');
    },
  };
}

interface Place {
  person: UserId;
  sealed: Sealed;
  request: string;
}

/** Who was given up, and lost the key to another request, changes nothing of that one's. */
const taken = (database: Sql, { person, sealed, request }: Place, { bytes }: AnswerLimits): Taken => ({
  async keep(answer) {
    await database.query(KEEP, [person, sealed.id, request, sealed.seal(answer), sealed.seal(''), bytes]);
  },
  async release() {
    const gone = 'delete from idempotency.answer where person = $1 and id = $2 and request = $3';
    await database.query(gone, [person, sealed.id, request]);
  },
});

/** Forgets what is no longer kept, so many at most. Answers how many there were. */
export async function deleteOldAnswers(
  database: Sql,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const deleted = await database.query(
    `delete from idempotency.answer where (person, id) in (
       select person, id from idempotency.answer where begun_at <= $1 limit $2 for update skip locked)
     returning 1`,
    [before, limit],
  );
  return deleted.length;
}
