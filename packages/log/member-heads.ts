import { notFound } from '@parley/contracts/errors';
import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import { gathered } from '@parley/runtime/gathered';
import { createMetrics } from '@parley/runtime/metrics/metrics';
import { joinFirst, MAY_READ } from './members';
import type { Head } from './read';

export interface MemberHeads {
  /**
   * Where a conversation's log is, for a viewer who may read it, as of the same moment: a viewer who loses access later
   * does so at a later position. Errors: NOT_FOUND for everybody else, whether such a conversation exists or not.
   */
  ofReader(viewer: Viewer, conversation: ConversationId): Promise<ReaderHead>;
  /** Likewise, for a member. Errors: also FORBIDDEN for a viewer who may read the conversation and is no member. */
  of(viewer: Viewer, conversation: ConversationId): Promise<Head>;
  /** Its metrics are read no more. */
  close(): void;
}

export interface ReaderHead extends Head {
  isMember: boolean;
}

interface Asked {
  conversation: ConversationId;
  person: UserId;
  tenant: TenantId;
}

const READ = `select a.n, h.stream, h.epoch, h.seq, h.first_seq as "firstSeq", h.messages, h.updated_at as "updatedAt",
    m.person is not null as "isMember"
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality a(stream, person, tenant, n)
  join log.stream_head h on h.stream = a.stream and h.tenant = a.tenant
  left join log.present_member m on m.stream = a.stream and m.person = a.person
  where ${MAY_READ}`;

/** Of many who ask at the same time, all are read together: they all come back at once after a break. */
export function createMemberHeads(sql: Sql, metrics = createMetrics()): MemberHeads {
  const { ask, close } = gathered<Asked, ReaderHead | undefined>({
    name: 'member_heads',
    async read(asked) {
      const heads = await sql.query<ReaderHead & { n: number }>(READ, [
        asked.map(({ conversation }) => conversation),
        asked.map(({ person }) => person),
        asked.map(({ tenant }) => tenant),
      ]);
      const found = new Map(heads.map(({ n, ...head }) => [n, head]));
      return asked.map((_, n) => found.get(n + 1));
    },
    metrics,
  });
  const ofReader: MemberHeads['ofReader'] = async ({ user: person, tenant }, conversation) => {
    const head = await ask({ conversation, person, tenant });
    if (!head) throw notFound('Conversation');
    return head;
  };
  return {
    ofReader,
    async of(viewer, conversation) {
      const head = await ofReader(viewer, conversation);
      if (!head.isMember) throw joinFirst();
      return head;
    },
    close,
  };
}
