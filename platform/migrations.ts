/** Packages whose `migrations/` a database needs, whatever of them a process hosts. */
export const MIGRATED = [
  '@parley/runtime',
  '@parley/log',
  '@parley/ports',
  '@parley/users',
  '@parley/conversations',
  '@parley/media',
  '@parley/messages',
  '@parley/search',
] as const;
