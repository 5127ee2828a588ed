import type { ConversationSummary, PresenceStatus } from '@parley/client/model';
import { useViewerId } from '../app/viewer';
import { peerOf } from '../conversation/peers';
import { usePresence } from '../people/use-presence';

/** Who of the people that the viewer has direct conversations with is there, by conversation. */
export function usePeersPresence(
  conversations: readonly ConversationSummary[],
): (conversation: ConversationSummary) => PresenceStatus | undefined {
  const viewerId = useViewerId();
  const peers = conversations.map((one) => peerOf(one, viewerId)).filter((id) => id !== null);
  const presences = usePresence(peers);
  return (conversation) => {
    const peer = peerOf(conversation, viewerId);
    return peer === null ? undefined : presences.get(peer)?.status;
  };
}
