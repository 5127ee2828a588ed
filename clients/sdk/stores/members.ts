import type { MemberList, MemberListState } from '../api.js';
import { parleyError } from '../errors.js';
import { ConversationMembersDocument } from '../generated/graphql.js';
import type { ConversationEvent } from '../reducer/event.js';
import { isMemberUnknown, reduceMembers, withMember } from '../reducer/members.js';
import { writable } from '../store.js';
import type { SendRequest } from '../transport/request.js';
import type { Pause } from '../transport/pause.js';

export interface LiveMembers extends MemberList {
  readonly heard: (event: ConversationEvent) => void;
  readonly read: () => Promise<void>;
  /** How far somebody has read. */
  readonly hasRead: (userId: string, seq: number) => void;
}

interface MembersParts {
  readonly request: SendRequest;
  readonly id: string;
  readonly pause: Pause;
  /** Hears what happens in the conversation until it is ended. */
  readonly watch: () => () => void;
}

const PAGE = 100;

/** Who is in a conversation. */
export function createMembers({ request, id, pause, watch }: MembersParts): LiveMembers {
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
      const { conversation } = await request(ConversationMembersDocument, { id, first: PAGE, after });
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
      state.update((before) => {
        const members = reduceMembers(before.members, event);
        return members === before.members ? before : { ...before, members };
      });
      if (isMemberUnknown(event)) void page(null);
    },
  };
}
