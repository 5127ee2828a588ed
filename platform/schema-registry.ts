import type { EntryType } from '@parley/contracts/events';
import { eventSchemas } from '@parley/contracts/event-schemas';
import { invalid, unavailable } from '@parley/contracts/errors';
import { z } from 'zod';

/** A registered schema. */
export interface Registered {
  /** Such as `parley.MessageCreated`. */
  subject: string;
  /** The registry's version number. */
  version: number;
}

const REQUEST_MS = 10_000;
const TYPE = 'application/vnd.schemaregistry.v1+json';

const VERSION = z.object({ version: z.int() });
const COMPATIBLE = z.object({ is_compatible: z.boolean() });

/**
 * Registers the current schema of each event with a schema registry, one subject per event, and sets the subjects'
 * compatibility to BACKWARD. It is idempotent, and checks all schemas before it registers any. Errors: VALIDATION_FAILED for
 * an incompatible schema, UNAVAILABLE if the registry does not respond.
 *
 * Uses Confluent's API, https://docs.confluent.io/platform/current/schema-registry/develop/api.html, which other registries have too.
 */
export async function registerEvents(registry: string): Promise<Registered[]> {
  const schemas = [...eventSchemas()].map(([type, schema]) => ({ subject: subjectOf(type), schema }));
  const refused: string[] = [];
  for (const one of schemas) if (!(await isCompatible(registry, one))) refused.push(one.subject);
  if (refused.length > 0) {
    throw invalid({ field: refused.join(', '), problem: 'readers of the current version can not read it' });
  }
  const registered: Registered[] = [];
  for (const one of schemas) registered.push(await register(registry, one));
  return registered;
}

interface Subject {
  subject: string;
  schema: object;
}

const subjectOf = (type: EntryType): string => `parley.${type}`;

const bodyOf = (schema: object) => ({ schemaType: 'JSON', schema: JSON.stringify(schema) });

/** True if the registry has no version yet. */
async function isCompatible(registry: string, { subject, schema }: Subject): Promise<boolean> {
  const path = `compatibility/subjects/${subject}/versions/latest`;
  const result = await request(registry, { method: 'POST', path, body: bodyOf(schema) });
  return result === undefined || COMPATIBLE.parse(result).is_compatible;
}

async function register(registry: string, { subject, schema }: Subject): Promise<Registered> {
  await request(registry, { method: 'PUT', path: `config/${subject}`, body: { compatibility: 'BACKWARD' } });
  await request(registry, { method: 'POST', path: `subjects/${subject}/versions`, body: bodyOf(schema) });
  const latest = await request(registry, { method: 'GET', path: `subjects/${subject}/versions/latest` });
  return { subject, version: VERSION.parse(latest).version };
}

interface Request {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
}

/** Undefined if there is no such subject. */
async function request(registry: string, { method, path, body }: Request): Promise<unknown> {
  const url = `${registry.replace(/\/$/, '')}/${path}`;
  const response = await fetch(url, {
    method,
    headers: { 'content-type': TYPE, accept: TYPE },
    signal: AbortSignal.timeout(REQUEST_MS),
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw unavailable('The schema registry does not respond', cause);
  });
  if (response.status === 404) return undefined;
  if (response.ok) return response.json();
  throw unavailable(`The schema registry responds ${response.status} to ${method} ${path}: ${await response.text()}`);
}
