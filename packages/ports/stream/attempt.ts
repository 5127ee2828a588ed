import type { Entry } from '@parley/contracts/events';

/** A handler of entries. */
export type Handle = (entries: readonly Entry[]) => Promise<void>;

/** The error of `work`, if it rejects. */
export async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error('Rejected without a reason');
  }
}

/** Whether trying it with other entries could help: not while something that the handler needs is down. */
export const isTheirOwn = (error: unknown): boolean => (error as { code?: string }).code !== 'UNAVAILABLE';

export const describeFailure = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
