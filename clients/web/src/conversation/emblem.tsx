import { Hash, Lock, UsersRound } from 'lucide-react';
import type { ConversationDetails, PresenceStatus } from '@parley/client';
import { shadeOf } from '../app/names';
import { Avatar } from '../people/avatar';
import './emblem.css';

interface Props {
  conversation: Pick<ConversationDetails, 'id' | 'kind' | 'public' | 'peer'>;
  presence?: PresenceStatus;
}

/** The picture of a conversation: of a direct one, the other person. */
export function Emblem({ conversation, presence }: Props) {
  const { peer } = conversation;
  if (peer) return <Avatar person={peer} presence={presence} />;
  const Icon = conversation.kind === 'CHANNEL' ? (conversation.public ? Hash : Lock) : UsersRound;
  return (
    <span className="avatar emblem" data-shade={shadeOf(conversation.id, 8)} aria-hidden>
      <Icon />
    </span>
  );
}
