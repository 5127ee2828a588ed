import { notFound } from '@parley/contracts/errors';
import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Databases } from '@parley/database/database';
import { createBatcher } from '@parley/runtime/batcher';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { mayRead, membershipRequired } from './members';
import type { Head } from './read';

export interface MemberHeads {
  /**
   * The head of a conversation for a viewer who may read it, both read at the same moment: a viewer who loses access later
   * loses it at a later position. Errors: NOT_FOUND for all others, whether the conversation exists or not.
   */
  ofReader(viewer: Viewer, conversation: ConversationId): Promise<ReaderHead>;
  /** Likewise, for a member. Errors: also FORBIDDEN for a viewer who may read the conversation and is no member. */
  of(viewer: Viewer, conversation: ConversationId): Promise<Head>;
  /** Removes its metrics. */
  close(): void;
}

export interface ReaderHead extends Head {
  isMember: boolean;
}

interface Requested {
  conversation: ConversationId;
  person: UserId;
  tenant: TenantId;
}

const READ = {
  name: 'log.member_heads',
  text: `select a.n, h.stream, h.epoch, h.seq, h.first_seq as "firstSeq", h.messages, h.updated_at as "updatedAt",
    m.person is not null as "isMember"
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality a(stream, person, tenant, n)
  join log.stream_head h on h.stream = a.stream and h.tenant = a.tenant
  left join log.present_member m on m.stream = a.stream and m.person = a.person
  where ${mayRead('a.person')}`,
};

/** One statement reads the heads of concurrent requests: after an outage all clients reconnect together. */
export function createMemberHeads(database: Pick<Databases, 'of'>, metrics = createMetrics()): MemberHeads {
  const { load, close } = createBatcher<Requested, ReaderHead | undefined>({
    name: 'member_heads',
    async loadAll(requested) {
      const tenants = requested.map(({ tenant }) => tenant);
      const heads = await database
        .of(...tenants)
        .query<ReaderHead & { n: number }>(READ, [
          requested.map(({ conversation }) => conversation),
          requested.map(({ person }) => person),
          tenants,
        ]);
      const found = new Map(heads.map(({ n, ...head }) => [n, head]));
      return requested.map((_, n) => found.get(n + 1));
    },
    metrics,
  });
  const ofReader: MemberHeads['ofReader'] = async ({ user: person, tenant }, conversation) => {
    const head = await load({ conversation, person, tenant });
    if (!head) throw notFound('Conversation');
    return head;
  };
  return {
    ofReader,
    async of(viewer, conversation) {
      const head = await ofReader(viewer, conversation);
      if (!head.isMember) throw membershipRequired();
      return head;
    },
    close,
  };
}
