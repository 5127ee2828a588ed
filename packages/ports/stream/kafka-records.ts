import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { z } from 'zod';

/** A record, with where it is. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** An entry as JSON, before its type is known. */
const Written = z.object({
  stream: z.guid(),
  tenant: z.guid(),
  epoch: z.string(),
  seq: z.int().positive(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  actor: z.guid().nullable(),
  version: z.int(),
  trace: z.string().nullable(),
  type: z.string(),
  payload: z.unknown(),
});

/**
 * The record of an entry: its key is the stream, its value JSON. What somebody may want to know before reading it is in
 * headers; `traceparent` (W3C) is that of the request that caused it.
 */
export function recordOf(entry: Entry): Message {
  const { stream, type, version, tenant, trace } = entry;
  const headers = { type, version: String(version), tenant, ...(trace ? { traceparent: trace } : {}) };
  return { key: stream, value: JSON.stringify(entry), headers };
}

/** Errors: for what is no entry, or not one that this process knows. */
export function entryOf({ value }: KafkaMessage): Entry {
  if (value === null) throw new Error('The record has no value');
  return parseEntry(Written.parse(JSON.parse(value.toString('utf8'))) as RawEntry);
}

/** The stream and position that a record is about, as far as can be told. */
export function placeIn(value: Buffer | null): { stream: string; seq: number } | undefined {
  try {
    return Written.pick({ stream: true, seq: true }).parse(JSON.parse(String(value)));
  } catch {
    return undefined;
  }
}

export const headerOf = (headers: IHeaders | undefined, name: string): string | undefined => {
  const value = headers?.[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
};
