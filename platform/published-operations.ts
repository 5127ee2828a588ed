import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getOperationAST, type GraphQLSchema } from 'graphql';
import { readDocument } from '@parley/gateway/graph/read-document';
import { z } from 'zod';

/** Persisted documents of graphql-codegen: text by hash. */
const DOCUMENTS = z.record(z.string(), z.string());
/** Persisted query manifest of Apollo's clients. */
const MANIFEST = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/** Operations of a file by the SHA-256 of their texts. Errors: if the file has another format, or an id is not the hash. */
export async function readOperations(file: string): Promise<ReadonlyMap<string, string>> {
  const json: unknown = JSON.parse(await readFile(file, 'utf8'));
  const manifest = MANIFEST.safeParse(json);
  const documents = manifest.success ? undefined : DOCUMENTS.safeParse(json);
  if (documents && !documents.success)
    throw new Error(
      `${file} has neither persisted documents of graphql-codegen nor a persisted query manifest of Apollo`,
    );
  const entries = manifest.success
    ? manifest.data.operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(documents!.data);
  return operationsIn(entries);
}

/** `entries`: text by its SHA-256, with or without the prefix `sha256:`. Errors: for an id that is something else. */
export const operationsIn = (entries: Iterable<readonly [string, string]>): ReadonlyMap<string, string> =>
  new Map(Array.from(entries, ([id, text]) => [hashOf(id, text), text]));

function hashOf(id: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  if (id.replace(/^sha256:/, '').toLowerCase() !== hash) throw new Error(`${id} is not the SHA-256 of its operation`);
  return hash;
}

/** Errors: for an operation that is not valid on the schema, with the reason, and for a document that has several. */
export function checkOperations(operations: ReadonlyMap<string, string>, api: GraphQLSchema): void {
  for (const [hash, text] of operations) {
    const read = readDocument(text, { api, hideSuggestions: false, measure: (_, work) => work() });
    if ('errors' in read) throw new Error(`${hash} is not valid: ${read.errors[0]!.message}`);
    if (!getOperationAST(read.document)) throw new Error(`${hash} is not one operation`);
  }
}
