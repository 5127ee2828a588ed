import type { FragmentDefinitionNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/** An operation within its document and schema. */
export interface OperationParts {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** The inputs of an execution. */
export interface Inputs {
  readonly root: unknown;
  readonly context: unknown;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One execution of an operation: its inputs, its errors, and the promises that it waits for. */
export class Run {
  readonly errors: GraphQLError[] = [];
  /** Promises of resolvers that have not settled. */
  private pending = 0;
  private resolveIdle: (() => void) | undefined;

  constructor(
    readonly parts: OperationParts,
    readonly inputs: Inputs,
  ) {}

  get isIdle(): boolean {
    return this.pending === 0;
  }

  /** Resolves once no promise is pending. Only while one is. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.resolveIdle = resolve;
    });
  }

  /** Calls one of the two when the promise settles, never before this returns. They must not throw. */
  wait(promise: PromiseLike<unknown>, fulfilled: (value: unknown) => void, rejected: (error: unknown) => void): void {
    this.pending++;
    const settle = (settled: (value: unknown) => void) => (value: unknown) => {
      settled(value);
      if (--this.pending === 0) this.resolveIdle?.();
    };
    // other thenables may call back at once
    const native = promise instanceof Promise ? promise : Promise.resolve(promise);
    void native.then(settle(fulfilled), settle(rejected));
  }
}
