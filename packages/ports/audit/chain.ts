import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '@parley/database/sql';
import type { AuditEntry } from './audit-trail';

/** An entry as it waits to be written. */
export type IdentifiedEntry = AuditEntry & { id: string };

/** What the digest of an entry covers, beside the digest of the entry before it. */
export interface ChainedContent extends Omit<IdentifiedEntry, 'address'> {
  number: number;
  /** Digest of the address and its salt, in hexadecimal. */
  addressDigest?: string | null;
}

/** Number and digest, in hexadecimal, of the last entry of a chain. */
export interface ChainHead {
  number: number;
  digest: string;
}

export const START: ChainHead = { number: 0, digest: '' };

const sha256 = (...parts: string[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** SHA-256 of an entry and of the digest before it: a list in which each value has its place. */
export function digestOf(previous: string, entry: ChainedContent): string {
  const { number, id, at, tenant, actor, session, action, subject, addressDigest, correlationId, outcome } = entry;
  const values = [number, id, at.toISOString(), tenant, actor, session, action, subject, addressDigest, correlationId];
  return sha256(previous, JSON.stringify([...values, outcome].map((value) => value ?? null)));
}

export const digestOfAddress = (salt: string, address: string): string => sha256(salt, ' ', address);

const LOCK = `select number, encode(digest, 'hex') as digest from audit.chain for update`;

const WRITTEN = 'select id from audit.entry where id = any($1)';

const INSERT = `
  with written as (
    insert into audit.entry (id, at, tenant, actor, session, action, subject, address, correlation_id, outcome,
      number, address_salt, address_digest, digest)
    select id, at, tenant, actor, session, action, subject, address, "correlationId", outcome,
      number, decode("addressSalt", 'hex'), decode("addressDigest", 'hex'), decode(digest, 'hex')
    from jsonb_to_recordset($1::jsonb) as entry (id uuid, at timestamptz, tenant uuid, actor uuid, session uuid,
      action text, subject uuid, address text, "correlationId" text, outcome text,
      number bigint, "addressSalt" text, "addressDigest" text, digest text))
  update audit.chain set number = $2, digest = decode($3, 'hex')`;

/**
 * Appends entries to the chain, in a transaction: processes take turns at its head. With `again`, those that an earlier
 * attempt wrote, although it failed, are left out.
 */
export async function appendToChain(tx: Sql, entries: readonly IdentifiedEntry[], again: boolean): Promise<void> {
  let [head = START] = await tx.query<ChainHead>(LOCK);
  const written = again ? await tx.query<{ id: string }>(WRITTEN, [entries.map(({ id }) => id)]) : [];
  const known = new Set(written.map(({ id }) => id));
  const links = entries
    .filter(({ id }) => !known.has(id))
    .map((entry) => {
      const { address } = entry;
      const addressSalt = address === undefined ? undefined : randomBytes(16).toString('hex');
      const addressDigest = addressSalt && digestOfAddress(addressSalt, address!);
      const content = { ...entry, number: head.number + 1, addressDigest };
      head = { number: content.number, digest: digestOf(head.digest, content) };
      return { ...content, addressSalt, digest: head.digest };
    });
  if (links.length > 0) await tx.query(INSERT, [JSON.stringify(links), head.number, head.digest]);
}
