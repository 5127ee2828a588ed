import type { UserId } from '@parley/contracts/ids';
import type { LatestMessage } from '@parley/contracts/live';

/** Says that somebody's presence may have changed; what it is now is looked up. */
export const presenceTopic = (user: UserId): string => `presence:${user}`;
export const presenceMessage = (user: UserId): LatestMessage => ({ key: user });
