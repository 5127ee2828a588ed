import type { ConversationId } from '@parley/contracts/ids';
import { requireMember } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { changed, readTopic, receiptsTopic } from '../domain/live-topics';
import { moveReadState } from '../store/read-states';

interface Reading {
  conversation: ConversationId;
  /** Position of the last event that was read. */
  seq: number;
}

/**
 * Moves the viewer's position forward, at most to the head, and tells the viewer's other devices and the other members.
 * No entry tells of it: the latest counts. Errors: NOT_FOUND.
 */
export const markRead = action(
  'markRead',
  async ({ database, principal, bus, request }: Context, { conversation, seq }: Reading): Promise<void> => {
    const membership = await requireMember(database, principal, conversation);
    if (!(await moveReadState(database, membership, seq))) return;
    const { user } = membership.viewer;
    const published = [
      bus.publish(readTopic(user), changed(conversation)),
      bus.publish(receiptsTopic(conversation), changed(user)),
    ];
    // it is read, whether anybody hears of it or not
    await Promise.all(published).catch((err: unknown) =>
      request.logger.warn({ err }, 'a read state was not published live'),
    );
  },
  { subject: ({ conversation }) => conversation },
);
