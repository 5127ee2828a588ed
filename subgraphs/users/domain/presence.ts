import { optionalText } from '@parley/subgraph/text';

export const PRESENCE_STATUSES = ['ONLINE', 'AWAY', 'DO_NOT_DISTURB', 'OFFLINE'] as const;
export type PresenceStatus = (typeof PRESENCE_STATUSES)[number];

/**
 * As what somebody is shown. The setting is the person's and holds on all their devices: ONLINE unless they chose another.
 * It counts while any device of theirs is connected; OFFLINE as a setting means invisible.
 */
export const shownStatus = (chosen: PresenceStatus, connected: boolean): PresenceStatus =>
  connected ? chosen : 'OFFLINE';

/** One that shows nothing is none. Errors: VALIDATION_FAILED. */
export const presenceText = (text: string | null): string | null => optionalText(text, { field: 'text', max: 100 });
