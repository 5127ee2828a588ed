import type { MemberList, MemberListState } from '../api.js';
import { parleyError } from '../errors.js';
import { ConversationMembersDocument, type EventPartsFragment } from '../generated/graphql.js';
import type { Member } from '../model.js';
import { writable } from '../store.js';
import type { Ask } from '../transport/ask.js';
import type { Pause } from '../transport/pause.js';

export interface LiveMembers extends MemberList {
  readonly heard: (event: EventPartsFragment) => void;
  readonly read: () => Promise<void>;
  /** How far somebody has read. */
  readonly hasRead: (userId: string, seq: number) => void;
}

interface MembersParts {
  readonly ask: Ask;
  readonly id: string;
  readonly pause: Pause;
  /** Hears what happens in the conversation until it is ended. */
  readonly watch: () => () => void;
}

const PAGE = 100;

/** Who is in a conversation. */
export function createMembers({ ask, id, pause, watch }: MembersParts): LiveMembers {
  const empty: MemberListState = { status: 'loading', members: [], hasMore: false, error: null };
  const state = writable<MemberListState>(empty, {
    pause,
    start() {
      void page(null);
      return watch();
    },
  });
  const change = (changes: Partial<MemberListState>) => state.update((before) => ({ ...before, ...changes }));
  let cursor: string | null = null;

  async function page(after: string | null): Promise<void> {
    try {
      const { conversation } = await ask(ConversationMembersDocument, { id, first: PAGE, after });
      const edges = conversation?.members.edges ?? [];
      cursor = conversation?.members.pageInfo.endCursor ?? null;
      state.update(({ members }) => ({
        status: 'ready',
        members: edges.reduce((all, { node }) => withMember(all, node), after === null ? [] : members),
        hasMore: conversation?.members.pageInfo.hasNextPage ?? false,
        error: null,
      }));
    } catch (error) {
      change({ status: 'failed', error: parleyError(error) });
    }
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    read: () => page(null),
    refresh: () => page(null),
    loadMore: async () => (state.get().hasMore ? page(cursor) : undefined),
    hasRead: (userId, seq) =>
      state.update((before) => ({
        ...before,
        members: before.members.map((one) =>
          one.user?.id === userId && one.lastReadSeq < seq ? { ...one, lastReadSeq: seq } : one,
        ),
      })),
    heard(event) {
      if (event.__typename === 'MemberJoined')
        state.update((before) => ({ ...before, members: withMember(before.members, event.member) }));
      if (event.__typename === 'MemberLeft')
        state.update((before) => ({
          ...before,
          members: before.members.filter(({ user }) => user?.id !== event.user?.id),
        }));
      if (event.__typename === 'MemberRoleChanged') {
        const { id, role } = event.member;
        state.update((before) => ({
          ...before,
          members: before.members.map((one) => (one.id === id ? { ...one, role } : one)),
        }));
      }
    },
  };
}

const withMember = (members: readonly Member[], member: Member): readonly Member[] => [
  ...members.filter(({ id }) => id !== member.id),
  member,
];
