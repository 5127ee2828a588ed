import type { Message } from '@parley/client/model';
import { ToggleButton } from 'react-aria-components';
import { useNotice } from '../app/notices';
import { useParley } from '@parley/client/react';
import { useIsMember } from '../conversation/use-is-member';
import { useViewerId } from '../app/viewer';

interface Props {
  message: Message;
  conversationId: string;
}

/** How others have taken it. One's own can be taken back, and others' joined. */
export function Reactions({ message, conversationId }: Props) {
  const conversation = useParley().conversation(conversationId);
  const viewerId = useViewerId();
  const { attempt } = useNotice();
  const isMember = useIsMember(conversationId);
  if (message.reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {message.reactions.map(({ emoji, count, users }) => (
        <li key={emoji}>
          <ToggleButton
            className="reaction"
            aria-label={`${emoji}, ${count}`}
            isSelected={users.some(({ id }) => id === viewerId)}
            isDisabled={!isMember}
            onChange={(on) => void attempt(conversation.react(message.id, emoji, on))}
          >
            <span className="emoji">{emoji}</span> {count}
          </ToggleButton>
        </li>
      ))}
    </ul>
  );
}
