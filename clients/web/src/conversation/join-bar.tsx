import type { Conversation } from '@parley/client';
import { Button } from 'react-aria-components';
import { useNotice } from '../app/notices';

/** For who looks at a public channel and is no member. */
export function JoinBar({ conversation, title }: { conversation: Conversation; title: string }) {
  const { attempt } = useNotice();
  return (
    <div className="join-bar">
      <p>
        You are looking at <bdi className="author">{title}</bdi>. Join to write and to hear of what is new.
      </p>
      <Button className="button primary" onPress={() => void attempt(conversation.join())}>
        Join
      </Button>
    </div>
  );
}
