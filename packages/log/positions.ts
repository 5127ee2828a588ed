import { ParleyError } from '@parley/contracts/errors';
import type { Position } from '@parley/contracts/position';
import type { Head } from './read';

/** A position that a client sent; without an epoch it is of the current one. */
interface Given {
  after?: number | null;
  epoch?: string | null;
}

/** Whether all that came after a position can be read: it is of this epoch, not beyond the head, and not before what is kept. */
export function isReadable(head: Pick<Head, 'epoch' | 'seq' | 'firstSeq'>, { after, epoch }: Given): boolean {
  if ((epoch ?? head.epoch) !== head.epoch) return false;
  return after == null || (after <= head.seq && after + 1 >= head.firstSeq);
}

/** RESYNC_REQUIRED, with the log's position, and in the inbox the conversation. */
export const resyncRequired = ({ seq, epoch }: Position, more: { conversation?: string } = {}): ParleyError =>
  new ParleyError('RESYNC_REQUIRED', 'The log does not have what came after this position: read afresh', {
    details: { ...more, seq, epoch },
  });
