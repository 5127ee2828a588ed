import { randomUUID } from 'node:crypto';
import { ParleyError, unavailable } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { BeginResult, IdempotencyStore, Reservation } from './idempotency-store';
import { sealedBy, type Sealed } from './sealed';

/** How long a key is known, from the begin of its first request. */
export const RETENTION_MS = 24 * 3_600_000;
/** Longer than any request takes. */
const ABANDONED_AFTER_MS = 60_000;
/** In each attempt the row that the request lost to is gone again. */
const TRIES = 5;

interface StoreOptions {
  database: Sql;
  now?: () => Date;
  limits?: IdempotencyLimits;
}

/** For one person, within 24 hours. Concurrent requests may exceed them by their number. */
export interface IdempotencyLimits {
  /** More are refused: if a key were forgotten early, its request could be executed twice. */
  keys: number;
  /** Of all responses together. A response beyond it is not stored, but its key is. */
  bytes: number;
}
const LIMITS: IdempotencyLimits = { keys: 10_000, bytes: 33_554_432 };

const RESERVE = `
  insert into idempotency.answer as stored (person, id, asked, request, begun_at)
  select $1::uuid, $2::bytea, $3::bytea, $4::uuid, $5::timestamptz
  where (select count(*) from (select from idempotency.answer where person = $1 limit $8) own) < $8
  on conflict (person, id) do update
  set asked = excluded.asked, request = excluded.request, begun_at = excluded.begun_at, answer = null
  where stored.begun_at <= $6 or (stored.answer is null and stored.begun_at <= $7 and stored.asked = excluded.asked)
  returning 1`;

const FIND = 'select asked as "contentHash", answer as response from idempotency.answer where person = $1 and id = $2';

const COUNT = 'select count(*) as keys from idempotency.answer where person = $1';

const COMPLETE = `
  update idempotency.answer set answer = case
    when (select coalesce(sum(octet_length(answer)), 0) from idempotency.answer where person = $1) + octet_length($4::bytea) <= $6
    then $4::bytea else $5::bytea end
  where person = $1 and id = $2 and request = $3`;

/** Invariant: of all concurrent requests with a key, one gets the reservation, whatever processes they are in. */
export function postgresIdempotencyStore({
  database,
  now = () => new Date(),
  limits = LIMITS,
}: StoreOptions): IdempotencyStore {
  async function reserve({ person, sealed, request }: Claim): Promise<boolean> {
    const at = now();
    const before = (ms: number) => new Date(at.getTime() - ms);
    const values = [
      person,
      sealed.id,
      sealed.contentHash,
      request,
      at,
      before(RETENTION_MS),
      before(ABANDONED_AFTER_MS),
    ];
    return (await database.query(RESERVE, [...values, limits.keys])).length > 0;
  }

  async function requireRoom({ person }: Claim): Promise<void> {
    const [{ keys } = { keys: 0 }] = await database.query<{ keys: number }>(COUNT, [person]);
    if (keys < limits.keys) return;
    const message = `At most ${limits.keys} Idempotency-Keys within 24 hours; without one it is still executed`;
    throw new ParleyError('QUOTA_EXCEEDED', message, { details: { limit: limits.keys } });
  }

  async function find({ person, sealed }: Claim): Promise<BeginResult | undefined> {
    const [row] = await database.query<{ contentHash: Buffer; response: Buffer | null }>(FIND, [person, sealed.id]);
    if (!row) return undefined;
    if (!row.contentHash.equals(sealed.contentHash)) return { state: 'conflict' };
    return row.response ? { state: 'completed', response: sealed.open(row.response) } : { state: 'in progress' };
  }

  return {
    async begin(request) {
      const claim = { person: request.person, sealed: sealedBy(request), request: randomUUID() };
      for (let tries = 0; tries < TRIES; tries++) {
        if (await reserve(claim)) return { state: 'reserved', ...reservation(database, claim, limits) };
        const found = await find(claim);
        if (found) return found;
        await requireRoom(claim);
      }
      throw unavailable('Others use this Idempotency-Key at this moment');
    },
  };
}

interface Claim {
  person: UserId;
  sealed: Sealed;
  request: string;
}

/** A request that was given up, and lost the key to another one, changes nothing of the other one. */
const reservation = (database: Sql, { person, sealed, request }: Claim, { bytes }: IdempotencyLimits): Reservation => ({
  async complete(response) {
    await database.query(COMPLETE, [person, sealed.id, request, sealed.seal(response), sealed.seal(''), bytes]);
  },
  async release() {
    const gone = 'delete from idempotency.answer where person = $1 and id = $2 and request = $3';
    await database.query(gone, [person, sealed.id, request]);
  },
});

/** Deletes up to `limit` keys that are older. Returns how many it deleted. */
export async function deleteOldResponses(
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
