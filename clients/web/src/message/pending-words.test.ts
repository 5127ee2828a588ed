import type { PendingMessage } from '@parley/client';
import { stateOf } from './pending-words';

const pending = (more: Partial<PendingMessage>): PendingMessage =>
  ({ state: 'queued', retryAt: null, error: null, attempts: 0, ...more }) as PendingMessage;
const LIMITED = { code: 'RATE_LIMITED', message: 'Too many' } as const;

test.each<[string, PendingMessage, boolean, string]>([
  ['one that waits its turn', pending({}), false, 'Queued'],
  ['one without a line', pending({}), true, 'Queued: sent when the connection is back'],
  ['one under way', pending({ state: 'sending' }), false, 'Sending …'],
  ['one that is limited', pending({ retryAt: 12_500, error: LIMITED }), false, 'Too many at once: sent in 3 s'],
  ['one that is tried again', pending({ retryAt: 12_500 }), false, 'Queued: next try in 3 s'],
  [
    'one that was refused',
    pending({ state: 'failed', error: { code: 'NOT_FOUND', message: 'Conversation not found' } }),
    false,
    'Not sent: Conversation not found',
  ],
])('%s', (_, message, isOffline, words) => expect(stateOf(message, { now: 10_000, isOffline }).words).toBe(words));
