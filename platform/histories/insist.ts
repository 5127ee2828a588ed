import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { reasonOf } from './account';
import type { Client } from './client';

/** An error that a retry does not change. */
export class Refused extends Error {
  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super(reasonOf(errors as ExecutionResult['errors']));
  }

  is(code: string): boolean {
    return this.errors.every(({ extensions }) => extensions?.['code'] === code);
  }
}

/** The error that ended a subscription, if a retry does not change it; undefined if the server is unavailable or the error is retryable. */
export function refusalOf(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error;
  if (!Array.isArray(error)) return undefined;
  const errors = error as readonly GraphQLFormattedError[];
  return errors.every(({ extensions }) => extensions?.['retryable'] === true) ? undefined : new Refused(errors);
}

const PAUSE_MS = 100;

/**
 * Sends an operation, and retries while the server is unavailable or the error is retryable. Errors: Refused; the last error
 * after `patienceMs`.
 */
export async function insist<Data>(
  client: Pick<Client, 'request'>,
  { query, variables, patienceMs }: { query: string; variables: object; patienceMs: number },
): Promise<Data> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      const { data, errors } = await client.request<Data>(query, variables);
      if (data && !errors) return data;
      throw refusalOf(errors) ?? new Error(reasonOf(errors));
    } catch (error) {
      if (error instanceof Refused || performance.now() > deadline) throw error;
    }
    await pause(PAUSE_MS);
  }
}
