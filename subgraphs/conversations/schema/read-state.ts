import { unavailable } from '@parley/contracts/errors';
import { FieldResolver, Int, Resolver } from 'type-graphql';
import type { ConversationRow } from '../store/conversations';
import { ReadStateType } from './types';

/** What ReadState's fields are resolved from. */
export interface ReadState {
  conversation: ConversationRow;
  lastReadSeq: number;
  unread: number;
}

/** The viewer's, or null for one who is no member. */
export const readStateOf = (conversation: ConversationRow): ReadState | null =>
  conversation.role && {
    conversation,
    lastReadSeq: conversation.lastReadSeq ?? 0,
    unread: conversation.unread ?? 0,
  };

@Resolver(() => ReadStateType)
export class ReadStateResolver {
  @FieldResolver(() => Int)
  mentions(): never {
    throw unavailable('Mentions are not counted yet');
  }
}
