import { useParley, useStore } from '@parley/client/react';
import { MessageCard } from '../message/message-card';

/** What members have pinned, latest first; each leads to where it was said. */
export function PinsPanel({ conversationId }: { conversationId: string }) {
  const pinned = useStore(useParley().conversation(conversationId).pinned);
  return (
    <div className="panel-body">
      {pinned.length === 0 && <p className="empty">Nothing is pinned yet. Pin what should be found again.</p>}
      <ul className="cards">
        {pinned.toReversed().map((message) => (
          <li key={message.id}>
            <MessageCard message={message} conversationId={conversationId} />
          </li>
        ))}
      </ul>
    </div>
  );
}
