import type { ConversationId } from '@parley/contracts/ids';
import { requireMember } from '@parley/log/members';
import { action } from '@parley/runtime/action';
import type { Context } from '../context';
import { moveReadState } from '../store/read-states';

interface Reading {
  conversation: ConversationId;
  /** Position of the last event that was read. */
  seq: number;
}

/** Moves the viewer's position forward, at most to the head. No entry tells of it: the latest counts. Errors: NOT_FOUND. */
export const markRead = action(
  'markRead',
  async ({ database, principal }: Context, { conversation, seq }: Reading): Promise<void> => {
    await moveReadState(database, await requireMember(database, principal, conversation), seq);
  },
);
