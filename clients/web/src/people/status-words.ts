import type { PresenceStatus } from '@parley/client';

export const STATUS_WORDS: Readonly<Record<PresenceStatus, string>> = {
  ONLINE: 'Online',
  AWAY: 'Away',
  DO_NOT_DISTURB: 'Do not disturb',
  OFFLINE: 'Offline',
};
