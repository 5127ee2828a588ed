import { ENTRY_VERSION, parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';

/** Whoever works on entries. */
export type Handle = (entries: readonly Entry[]) => Promise<void>;

/** What `work` rejected with, if it did. */
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

/** An entry as this process knows it. Errors: of an unknown type, a newer version, or a payload that does not fit. */
export function readEntry(raw: RawEntry): Entry {
  if (raw.version > ENTRY_VERSION) throw new Error(`Version ${raw.version} is newer than ${ENTRY_VERSION}`);
  return parseEntry(raw);
}
