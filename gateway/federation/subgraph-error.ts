/**
 * An error that a subgraph of somebody else's answered with. Its code and whatever else it tells are for the client, and
 * leave as they came, but for stack traces. `code` may be any, or missing.
 */
export class SubgraphError extends Error {
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;

  /** `answered`: one element of `errors`, as it was received. */
  constructor(answered: unknown) {
    const { message, path, extensions } = asRecord(answered);
    super(typeof message === 'string' ? message : 'The subgraph answered with an error');
    this.name = 'SubgraphError';
    if (Array.isArray(path)) this.path = path as (string | number)[];
    this.extensions = withoutStackTraces(asRecord(extensions));
  }
}

/** The one that an executor has wrapped. */
export function subgraphErrorIn(error: unknown): SubgraphError | undefined {
  for (let at = error; at instanceof Error; at = (at as { originalError?: unknown }).originalError)
    if (at instanceof SubgraphError) return at;
  return undefined;
}

/** Where servers put them: `stacktrace` since Apollo Server 4, `exception.stacktrace` before. */
function withoutStackTraces({ stacktrace: _, exception, ...others }: Record<string, unknown>): Record<string, unknown> {
  if (exception === undefined) return others;
  const { stacktrace: __, ...told } = asRecord(exception);
  return Object.keys(told).length > 0 ? { ...others, exception: told } : others;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
