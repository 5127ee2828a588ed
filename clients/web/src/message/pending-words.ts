import type { PendingMessage } from '@parley/client';

interface Look {
  /** Milliseconds since 1970. */
  now: number;
  isOffline: boolean;
}

interface State {
  /** `turn`: it goes out as soon as those before it have. */
  kind: 'turn' | 'waiting' | 'sending' | 'failed';
  words: string;
}

/** How what is being sent stands. */
export function stateOf({ state, retryAt, error }: PendingMessage, { now, isOffline }: Look): State {
  if (state === 'failed') return { kind: 'failed', words: `Not sent: ${error?.message ?? 'it was refused'}` };
  if (state !== 'queued') return { kind: 'sending', words: 'Sending …' };
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1_000);
  if (error?.code === 'RATE_LIMITED' && seconds > 0)
    return { kind: 'waiting', words: `Too many at once: sent in ${seconds} s` };
  if (isOffline || error?.code === 'NETWORK')
    return { kind: 'waiting', words: 'Queued: sent when the connection is back' };
  return seconds > 0
    ? { kind: 'waiting', words: `Queued: next try in ${seconds} s` }
    : { kind: 'turn', words: 'Queued' };
}
