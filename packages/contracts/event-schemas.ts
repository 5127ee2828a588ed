import { z } from 'zod';
import { ENTRY_TYPES, EVENTS, type EntryType } from './events';

/** The fields of every entry beside its type, version and payload, as JSON. */
export const ENTRY_RECORD = z.object({
  stream: z.guid().describe('Id of the conversation, user or tenant that the entry belongs to'),
  tenant: z.guid(),
  epoch: z.guid().describe('Positions of different epochs cannot be compared'),
  seq: z.int().min(1).describe('Position in the stream: 1, 2, 3 … without a gap'),
  at: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
  actor: z.guid().nullable(),
  trace: z.string().nullable().describe('traceparent (W3C) of the request that caused the event'),
});

/**
 * JSON Schema of the entries of a type in the event stream (draft 7, because schema registries can compare it). It is closed,
 * so an entry has no other properties, and in particular nothing that people wrote.
 */
export function eventSchema(type: EntryType): object {
  const record = ENTRY_RECORD.extend({
    type: z.literal(type),
    version: z.literal(EVENTS[type].version),
    payload: EVENTS[type].payload,
  });
  const schema = z.toJSONSchema(record, {
    target: 'draft-7',
    io: 'input',
    override({ jsonSchema }) {
      if (jsonSchema.type === 'object') jsonSchema.additionalProperties = false;
      // the format implies it
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return { title: type, ...schema };
}

/** The schemas of all types. */
export const eventSchemas = (): ReadonlyMap<EntryType, object> =>
  new Map(ENTRY_TYPES.map((type) => [type, eventSchema(type)]));
