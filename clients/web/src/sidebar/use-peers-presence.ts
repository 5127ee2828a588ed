import type { ConversationSummary, PresenceStatus } from '@parley/client';
import { useViewerId } from '../app/viewer';
import { peerOf } from '../conversation/peers';
import { usePresence } from '../people/use-presence';

/** The service tells of no more at once. */
const MOST_PEOPLE = 1_000;

/** Who of the people that the viewer has direct conversations with is there, by conversation. */
export function usePeersPresence(
  conversations: readonly ConversationSummary[],
): (conversation: ConversationSummary) => PresenceStatus | undefined {
  const viewerId = useViewerId();
  const peers = conversations.map((one) => peerOf(one, viewerId)).filter((id) => id !== null);
  const presences = usePresence(peers.slice(0, MOST_PEOPLE));
  return (conversation) => {
    const peer = peerOf(conversation, viewerId);
    return peer === null ? undefined : presences.get(peer)?.status;
  };
}
