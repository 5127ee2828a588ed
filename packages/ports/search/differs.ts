import type { Difference } from './compare';

const SHOWN = 5;

/** That what was made again still differs, and where. */
export const differs = (differences: readonly Difference[]): Error =>
  new Error(
    `${differences.length} messages of the search index are not as the state: ` +
      differences
        .slice(0, SHOWN)
        .map(({ key, fault }) => `${key.conversation} ${key.id} ${fault}`)
        .join(', '),
  );
