import type { ConversationSummary } from '@parley/client/model';

/** The other person of a direct conversation, once they have said something. */
export function peerOf({ kind, lastMessage }: ConversationSummary, viewerId: string): string | null {
  const authorId = lastMessage?.author?.id;
  return kind === 'DIRECT' && authorId && authorId !== viewerId ? authorId : null;
}
