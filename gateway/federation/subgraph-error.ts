/**
 * An error in the response of a foreign subgraph. Clients receive its extensions unchanged, except for stack traces. Its
 * `code` may be any, or missing.
 */
export class SubgraphError extends Error {
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;

  /** `received`: one element of `errors`, unparsed. */
  constructor(received: unknown) {
    const { message, path, extensions } = asRecord(received);
    super(typeof message === 'string' ? message : 'The subgraph responded with an error');
    this.name = 'SubgraphError';
    if (Array.isArray(path)) this.path = path as (string | number)[];
    this.extensions = withoutStackTraces(asRecord(extensions));
  }
}

/** The subgraph error that an executor has wrapped, if any. */
export function subgraphErrorIn(error: unknown): SubgraphError | undefined {
  for (let at = error; at instanceof Error; at = (at as { originalError?: unknown }).originalError)
    if (at instanceof SubgraphError) return at;
  return undefined;
}

/** Where servers put them: `stacktrace` since Apollo Server 4, `exception.stacktrace` before. */
function withoutStackTraces({ stacktrace: _, exception, ...others }: Record<string, unknown>): Record<string, unknown> {
  if (exception === undefined) return others;
  const { stacktrace: __, ...rest } = asRecord(exception);
  return Object.keys(rest).length > 0 ? { ...others, exception: rest } : others;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
