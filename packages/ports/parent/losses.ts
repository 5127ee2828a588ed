import type { Logger } from '@parley/runtime/logger';

/** Counts what a reader lost that does not read, and writes a line when that begins and when it is over. */
export interface Losses {
  /** Of one message, whether it was taken. */
  note(taken: boolean): void;
  readonly total: number;
}

export function countLosses(reader: string, logger: Logger): Losses {
  let total = 0;
  let inRow = 0;
  return {
    note(taken) {
      if (!taken && inRow === 0) logger.warn({ reader }, 'live messages are lost, as they are not read');
      if (taken && inRow > 0) logger.warn({ reader, lost: inRow }, 'live messages are read again');
      inRow = taken ? 0 : inRow + 1;
      if (!taken) total++;
    },
    get total() {
      return total;
    },
  };
}
