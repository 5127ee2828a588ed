import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { RawEntry } from '@parley/contracts/events';

/** A released event of any version. */
export interface ReleasedEvent {
  /** Such as `MessageCreated.v1`. */
  name: string;
  schema: Schema;
}

interface Schema {
  type?: string | string[];
  format?: string;
  const?: string | number;
  enum?: string[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
}

const FOLDER = join(dirname(require.resolve('@parley/contracts/package.json')), 'events');

/** All released events: an event stream may still contain each of them. */
export function releasedEvents(): ReleasedEvent[] {
  return readdirSync(FOLDER).map((file) => ({
    name: file.replace(/\.json$/, ''),
    schema: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Schema,
  }));
}

/** Validates entries of the event stream against their schemas, and lists the violations. */
export function createEntryValidator(): (record: { type: string; version: number }) => string[] {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  addFormats(ajv);
  const validators = new Map(releasedEvents().map(({ name, schema }) => [name, ajv.compile(schema)]));
  return (record) => {
    const name = `${record.type}.v${record.version}`;
    const validate = validators.get(name);
    if (!validate) return [`${name} was never released`];
    return validate(record) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
  };
}

/** Generates entries that the schema allows. */
export const anyEntryOf = ({ schema }: ReleasedEvent): fc.Arbitrary<RawEntry> =>
  (anyOf(schema) as fc.Arbitrary<Omit<RawEntry, 'at'> & { at: string }>).map((record) => ({
    ...record,
    at: new Date(record.at),
  }));

function anyOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(anyOf));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => anyOf({ ...schema, type })));
  switch (schema.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, of]) => [name, anyOf(of)])),
        { requiredKeys: schema.required ?? [] },
      );
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? 0, 0), max: Math.min(schema.maximum ?? 1e9, 1e9) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return anyText(schema.format);
    default:
      throw new Error(`Events have no ${schema.type ?? 'schema without a type'} yet: say how to make one`);
  }
}

function anyText(format: string | undefined): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
      .map((date) => date.toISOString());
  return fc.string();
}
