import { useEffect, useState } from 'react';
import type { Message, NamedReaction } from '@parley/client';
import { problemOf } from '../app/problem';
import { useParley } from '@parley/client/react';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { PeopleList } from './people-list';

interface Props {
  message: Message;
  conversationId: string;
  onClose: () => void;
}

/** Who reacted to a message, and how. */
export function ReactionsDialog({ message, conversationId, onClose }: Props) {
  const conversation = useParley().conversation(conversationId);
  const [reactions, setReactions] = useState<readonly NamedReaction[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    conversation.reactions(message.id).then(setReactions, (error: unknown) => setProblem(problemOf(error)));
  }, [conversation, message.id, message.updatedSeq]);
  return (
    <ModalDialog title="Who reacted" onClose={onClose}>
      {!reactions && !problem && <span className="spinner" role="status" aria-label="Loading" />}
      <Trouble>{problem}</Trouble>
      {reactions?.map(({ emoji, count, users }) => (
        <section key={emoji} className="reacted">
          <h3>
            <span className="emoji">{emoji}</span> {count}
          </h3>
          <PeopleList people={users} count={count} label={emoji} />
        </section>
      ))}
    </ModalDialog>
  );
}
