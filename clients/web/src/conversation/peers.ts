import type { ConversationSummary } from '@parley/client';

/** The other person of a direct conversation; null for one with oneself. */
export const peerOf = ({ peer }: Pick<ConversationSummary, 'peer'>, viewerId: string): string | null =>
  peer && peer.id !== viewerId ? peer.id : null;
