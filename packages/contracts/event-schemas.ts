import { z } from 'zod';
import { ENTRY_PAYLOADS, ENTRY_VERSION, type EntryType } from './events';

/** What each entry says besides its type, version and payload, as JSON. */
export const ENTRY_RECORD = z.object({
  stream: z.guid().describe('The conversation, user or tenant whose log it is in'),
  tenant: z.guid(),
  epoch: z.guid().describe('What positions mean something within'),
  seq: z.int().min(1).describe('Position in the stream: 1, 2, 3 … without a hole'),
  at: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
  actor: z.guid().nullable(),
  trace: z.string().nullable().describe('traceparent (W3C) of the request that caused it'),
});

/**
 * What the event stream carries for an entry of that type, as a JSON Schema (draft 7, which registries can compare).
 * Closed: nothing is written that is not in it, and so nothing that people wrote.
 */
export function eventSchema(type: EntryType): object {
  const record = ENTRY_RECORD.extend({
    type: z.literal(type),
    version: z.literal(ENTRY_VERSION),
    payload: ENTRY_PAYLOADS[type],
  });
  const schema = z.toJSONSchema(record, {
    target: 'draft-7',
    io: 'input',
    override({ jsonSchema }) {
      if (jsonSchema.type === 'object') jsonSchema.additionalProperties = false;
      // the format says it
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return { title: type, ...schema };
}

/** Of all types, by type. */
export const eventSchemas = (): ReadonlyMap<EntryType, object> =>
  new Map((Object.keys(ENTRY_PAYLOADS) as EntryType[]).map((type) => [type, eventSchema(type)]));
