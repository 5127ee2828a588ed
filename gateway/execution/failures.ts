/** A path in a result, in the client's names or in internal ones. */
export type Path = readonly (string | number)[];

/** In the place of what a subgraph could not find: a key that leads to nothing. It is null without being an error. */
export const GONE = Symbol('gone');

/** One error of a subgraph, and where it belongs in what was fetched. */
export interface Report {
  readonly error: Error;
  /** Where the data of the fetch was merged, with `@` for the elements of a list. */
  readonly fetchPath: readonly string[];
  /** The objects that it is about, of several that were fetched together: an entity may be at several places. */
  readonly entities: { readonly object: object; readonly fetchPath: readonly string[] }[];
  /** From that object, or from the fetch's. */
  readonly path: Path;
  /** It has a place in the client's result. */
  placed: boolean;
}

/** In the place of a value that an error stands for. */
export class Failure {
  constructor(
    readonly report: Report,
    /** From here to where the error is, deeper in what was lost. Undefined where it is only why nothing is here. */
    readonly rest: Path | undefined,
  ) {}
}

/** Null, missing, or what stands in for a value that there is none of. */
export const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === GONE || value instanceof Failure;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Failure);
