/** Settings of a server whose clients are tests: they poll and send faster than a person may. Other limits stay as they are. */
export const RELAXED_LIMITS = {
  LIMIT_MESSAGES: 'off',
  LIMIT_REACTIONS: 'off',
  LIMIT_SEARCHES: 'off',
} as const;
