import { useState } from 'react';
import type { Message, NamedReaction } from '@parley/client';
import { ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components';
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
  const named = useNames(message, conversationId);
  if (message.reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {message.reactions.map(({ emoji, count, users }) => (
        <li key={emoji}>
          <TooltipTrigger delay={300} closeDelay={0} onOpenChange={(isOpen) => isOpen && named.read()}>
            <ToggleButton
              className="reaction"
              aria-label={`${emoji}, ${count}`}
              isSelected={users.some(({ id }) => id === viewerId)}
              isDisabled={!isMember}
              onChange={(on) => void attempt(conversation.react(message.id, emoji, on))}
            >
              <span className="emoji">{emoji}</span> {count}
            </ToggleButton>
            <Tooltip className="tooltip" offset={6}>
              {named.wordsFor(emoji) ?? '…'}
            </Tooltip>
          </TooltipTrigger>
        </li>
      ))}
    </ul>
  );
}

/** So many names fit beside a reaction; the others are in "Who reacted". */
const NAMES = 10;

/** Names are read once somebody wants to see them, as they are then. */
function useNames(message: Message, conversationId: string) {
  const conversation = useParley().conversation(conversationId);
  const viewerId = useViewerId();
  const [reactions, setReactions] = useState<readonly NamedReaction[]>([]);
  return {
    read: () => void conversation.reactions(message.id).then(setReactions, () => undefined),
    wordsFor(emoji: string): string | null {
      const found = reactions.find((one) => one.emoji === emoji);
      if (!found) return null;
      const names = found.users.slice(0, NAMES).map(({ id, displayName }) => (id === viewerId ? 'You' : displayName));
      const more = found.count - names.length;
      return new Intl.ListFormat('en').format(more > 0 ? [...names, `${more} more`] : names);
    },
  };
}
