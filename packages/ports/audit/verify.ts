import type { Sql } from '@parley/database/sql';
import { digestOf, digestOfAddress, START, type ChainedContent, type ChainHead } from './chain';

type Fault = 'missing' | 'changed' | 'inserted' | 'cut off';

export interface Verification {
  /** The last entry, for a later verification to expect. */
  head: ChainHead;
  /** What is wrong, by the entry's number; of entries without one by their id. At most 100. */
  faults: { fault: Fault; entry: string }[];
}

interface Row extends ChainedContent {
  address: string | null;
  addressSalt: string | null;
  digest: string;
}

const PAGE = 5_000;
const MAX_FAULTS = 100;

const ENTRIES = `
  select number, id, at, tenant, actor, session, action, subject, address, correlation_id as "correlationId", outcome,
    encode(address_salt, 'hex') as "addressSalt", encode(address_digest, 'hex') as "addressDigest",
    encode(digest, 'hex') as digest
  from audit.entry where number > $1 and number <= $2 order by number limit ${PAGE}`;

const HEAD = `select number, encode(digest, 'hex') as digest, unchained,
  (select count(*) from audit.entry where number is null) as found from audit.chain`;

const UNCHAINED = `select id from audit.entry where number is null order by at desc limit $1`;

/**
 * Reads the whole trail and compares it with its chain. It finds an entry that was changed, removed or put in. Somebody who
 * may write to the database could make the chain again from there on: `expected`, a head that was printed earlier and kept
 * somewhere else, finds that, and an end that was cut off together with the head.
 */
export async function verifyAuditTrail(sql: Sql, expected?: ChainHead): Promise<Verification> {
  const [chain] = await sql.query<ChainHead & { unchained: number; found: number }>(HEAD);
  if (!chain) return { head: START, faults: [{ fault: 'missing', entry: 'the head' }] };
  const { faults, note } = listOfFaults();
  let last = START;
  for (;;) {
    const rows = await sql.query<Row>(ENTRIES, [last.number, chain.number]);
    for (const row of rows) {
      for (let number = last.number + 1; number < row.number; number++) if (!note('missing', number)) break;
      // a gap is one fault: the entry after it is compared with what it says itself
      const follows = row.number === last.number + 1;
      if (follows && digestOf(last.digest, row) !== row.digest) note('changed', row.number);
      else if (hasOtherAddress(row)) note('changed', row.number);
      last = row;
      if (expected?.number === row.number && expected.digest !== row.digest) note('changed', row.number);
    }
    if (rows.length < PAGE) break;
  }
  if (last.number !== chain.number) note('cut off', last.number + 1);
  else if (last.digest !== chain.digest) note('changed', last.number);
  else if (expected && expected.number > last.number) note('cut off', last.number + 1);
  if (chain.found > chain.unchained)
    for (const { id } of await sql.query<{ id: string }>(UNCHAINED, [chain.found - chain.unchained]))
      note('inserted', id);
  if (chain.found < chain.unchained) note('missing', 'one from before the chain');
  return { head: { number: chain.number, digest: chain.digest }, faults };
}

const hasOtherAddress = ({ address, addressSalt, addressDigest }: Row): boolean =>
  address !== null && (addressSalt === null || digestOfAddress(addressSalt, address) !== addressDigest);

function listOfFaults() {
  const faults: Verification['faults'] = [];
  return {
    faults,
    /** Notes one fault of an entry. False once there are too many. */
    note(fault: Fault, entry: number | string): boolean {
      const known = faults.at(-1)?.entry === String(entry);
      if (!known && faults.length < MAX_FAULTS) faults.push({ fault, entry: String(entry) });
      return faults.length < MAX_FAULTS;
    },
  };
}
