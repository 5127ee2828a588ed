import { useMemo } from 'react';
import type { ConversationDetails, Member } from '@parley/client/model';
import { titleOf } from '../app/names';
import { useParley, useStore } from '@parley/client/react';
import { useViewerId } from '../app/viewer';

interface Members {
  readonly members: readonly Member[];
}

const NOBODY: Members = { members: [] };
/** Where members are not needed, they are not asked for. */
const UNASKED = { get: () => NOBODY, subscribe: () => () => undefined };

/** Who else is in a conversation that is called after its members. */
export function useOthers({ id, kind, title }: Pick<ConversationDetails, 'id' | 'kind' | 'title'>): Member['user'][] {
  const parley = useParley();
  const viewerId = useViewerId();
  const named = kind !== 'DIRECT' && Boolean(title);
  const { members } = useStore<Members>(named ? UNASKED : parley.conversation(id).members);
  return useMemo(() => {
    const others = members.filter(({ user }) => user && user.id !== viewerId);
    // a direct conversation with oneself
    return (others.length > 0 ? others : members).map(({ user }) => user);
  }, [members, viewerId]);
}

/** What a conversation is called by who is looking. */
export function useTitle(conversation: Pick<ConversationDetails, 'id' | 'kind' | 'title'>): string {
  const others = useOthers(conversation);
  return titleOf(
    conversation,
    others.map((user) => user?.displayName ?? 'Somebody'),
  );
}
