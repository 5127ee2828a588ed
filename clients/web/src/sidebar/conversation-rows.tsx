import type { ConversationSummary } from '@parley/client';
import { useDrafts } from '../composer/drafts';
import { ConversationRow } from './conversation-row';
import { usePeersPresence } from './use-peers-presence';

interface Props {
  conversations: readonly ConversationSummary[];
  currentId: string | null;
}

export function ConversationRows({ conversations, currentId }: Props) {
  const presence = usePeersPresence(conversations);
  const drafts = useDrafts();
  return (
    <ul>
      {conversations.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isCurrent={conversation.id === currentId}
          presence={presence(conversation)}
          hasDraft={drafts.has(conversation.id)}
        />
      ))}
    </ul>
  );
}
