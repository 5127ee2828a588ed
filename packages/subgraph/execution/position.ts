import { isNonNullType, locatedError, type GraphQLError, type GraphQLOutputType } from 'graphql';
import type { SelectedField } from './resolve-info';
import { isAttached, pathTo, replaceByNull, type Key, type Place, type Slot } from './slot';

/** Completes a value that is neither null nor a promise. Undefined: the result comes later, and is put there then. */
export type Complete = (value: unknown, key: Key, at: Slot) => unknown;

/** Where values of a selected field stand in results: as the field, or as items of a list in it. */
export class Position implements Place {
  readonly nullable: boolean;
  readonly typename: string | undefined;
  /** The one that completes values there sets it. */
  complete!: Complete;

  constructor(
    readonly field: SelectedField,
    type: GraphQLOutputType,
    /** Number of the field's lists that it is in. */
    readonly depth = 0,
  ) {
    this.nullable = !isNonNullType(type);
    this.typename = depth === 0 ? field.parentType.name : undefined;
  }

  /** Completes what a resolver gave. Errors: of a value that does not have its type; see `fail`. */
  settle(value: unknown, key: Key, at: Slot): unknown {
    if (!isPromise(value)) return this.completed(value, key, at);
    return this.settleLater(value, at, { key, complete: (later) => this.completed(later, key, at) });
  }

  private completed(value: unknown, key: Key, at: Slot): unknown {
    if (value == null) return this.nothing();
    if (value instanceof Error) throw value;
    return this.complete(value, key, at);
  }

  private nothing(): null {
    if (this.nullable) return null;
    const { parentType, definition } = this.field;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  }

  /** Puts there what `complete` makes of the promise's value. */
  settleLater(promise: PromiseLike<unknown>, at: Slot, { key, complete }: Later): undefined {
    const fulfilled = (value: unknown) => {
      if (!isAttached(at)) return;
      try {
        at.value![key] = complete(value);
      } catch (error) {
        this.failLater(error, key, at);
      }
    };
    const rejected = (error: unknown) => {
      if (isAttached(at)) this.failLater(error, key, at);
    };
    at.run.wait(promise, fulfilled, rejected);
  }

  /** Reports an error, and gives what stands there: null. Errors: that error, if null cannot stand there. */
  fail(error: unknown, key: Key, at: Slot): null {
    const located = this.located(error, key, at);
    if (!this.nullable) throw located;
    at.run.errors.push(located);
    return null;
  }

  private failLater(error: unknown, key: Key, at: Slot): void {
    at.run.errors.push(this.located(error, key, at));
    if (this.nullable) at.value![key] = null;
    else replaceByNull(at);
  }

  private located(error: unknown, key: Key, at: Slot): GraphQLError {
    return locatedError(error, this.field.nodes, pathTo(key, at));
  }
}

interface Later {
  key: Key;
  complete(value: unknown): unknown;
}

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
