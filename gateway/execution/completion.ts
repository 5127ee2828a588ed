import { ParleyError } from '@parley/contracts/errors';
import { GraphQLError } from 'graphql';
import { clientPath, type NamedFields } from './client-path';
import type { Failure, Path, Report } from './failures';

/** What a value completes to where an error says why there is none. */
export const FAILED = Symbol('failed');

/** One result on its way to the client: where it is, and the errors so far. */
export class Completion {
  readonly errors: GraphQLError[] = [];
  /** In the client's names. It is changed in place while the data are walked. */
  readonly path: (string | number)[] = [];
  private bytes = 0;

  constructor(
    /** Results of introspection fields, by response name. */
    readonly introspection: Readonly<Record<string, unknown>>,
    private readonly maxBytes: number,
  ) {}

  /** Counts a part of the encoded result. Errors: QUERY_TOO_COMPLEX once the result is too large. */
  grow(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes <= this.maxBytes) return;
    const message = `The result is larger than ${this.maxBytes} bytes`;
    throw new ParleyError('QUERY_TOO_COMPLEX', message, { details: { limit: this.maxBytes } });
  }

  /** What the specification calls a field error, here. */
  fail(message: string, cause?: unknown): typeof FAILED {
    const originalError = new Error(message, { cause });
    this.errors.push(new GraphQLError(message, { path: [...this.path], originalError }));
    return FAILED;
  }

  /** The error of a subgraph that stands for the value here. `within`: how what it was to be would look. */
  failed({ report, rest }: Failure, within: readonly NamedFields[]): typeof FAILED {
    if (rest) this.report(report, [...this.path, ...clientPath(rest, within)]);
    return FAILED;
  }

  /** Adds an error of a subgraph. */
  report(report: Report, path: Path | undefined): void {
    const { error } = report;
    report.placed = true;
    const { extensions } = error as GraphQLError;
    this.errors.push(
      new GraphQLError(error.message, { path: path as (string | number)[], originalError: error, extensions }),
    );
  }
}
