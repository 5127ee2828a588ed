import { ENTRY_RECORD } from '@parley/contracts/event-schemas';
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
const WRITTEN = ENTRY_RECORD.extend({ type: z.string(), version: z.int(), payload: z.unknown() });

const CORRELATION_ID = 'correlationId';

/**
 * The record of an entry: its key is the stream, its value JSON. What somebody may want to know before reading it is in
 * headers; `traceparent` (W3C) and `correlationId` are those of the request that caused it.
 */
export function recordOf({ correlationId, ...entry }: Entry): Message {
  const { stream, type, version, tenant, trace } = entry;
  const headers = {
    ...{ type, version: String(version), tenant },
    ...(trace ? { traceparent: trace } : {}),
    ...(correlationId ? { [CORRELATION_ID]: correlationId } : {}),
  };
  return { key: stream, value: JSON.stringify(entry), headers };
}

/** Errors: for what is no entry, or not one that this process knows. */
export function entryOf({ value, headers }: KafkaMessage): Entry {
  if (value === null) throw new Error('The record has no value');
  const written = WRITTEN.parse(JSON.parse(value.toString('utf8'))) as Omit<RawEntry, 'correlationId'>;
  return parseEntry({ ...written, correlationId: headerOf(headers, CORRELATION_ID) ?? null });
}

/** The stream and position that a record is about, as far as it can be read. */
export function placeIn(value: Buffer | null): { stream: string; seq: number } | undefined {
  try {
    return WRITTEN.pick({ stream: true, seq: true }).parse(JSON.parse(String(value)));
  } catch {
    return undefined;
  }
}

/** Describes a record in log lines, also one that can't be parsed. */
export const tellOf = ({ message: { value, headers } }: KafkaRecord): Record<string, unknown> => ({
  ...placeIn(value),
  correlationId: headerOf(headers, CORRELATION_ID),
});

export const headerOf = (headers: IHeaders | undefined, name: string): string | undefined => {
  const value = headers?.[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
};
