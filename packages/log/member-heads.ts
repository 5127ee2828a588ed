import { notFound } from '@parley/contracts/errors';
import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/runtime/database/sql';
import { gathered } from '@parley/runtime/gathered';
import { createMetrics } from '@parley/runtime/metrics/metrics';
import type { Head } from './read';

export interface MemberHeads {
  /**
   * Where a conversation's log is, for a member, as of the same moment: whoever is removed later is so at a later
   * position. Errors: NOT_FOUND for whoever is no member, be there such a conversation or not.
   */
  of(viewer: Viewer, conversation: ConversationId): Promise<Head>;
  /** Its metrics are read no more. */
  close(): void;
}

interface Asked {
  conversation: ConversationId;
  person: UserId;
  tenant: TenantId;
}

const READ = `select a.n, h.stream, h.epoch, h.seq, h.first_seq as "firstSeq", h.messages, h.updated_at as "updatedAt"
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality a(stream, person, tenant, n)
  join log.present_member m on m.stream = a.stream and m.person = a.person and m.tenant = a.tenant
  join log.stream_head h on h.stream = a.stream`;

/** Of many who ask at the same time, all are read together: they all come back at once after a break. */
export function createMemberHeads(sql: Sql, metrics = createMetrics()): MemberHeads {
  const { ask, close } = gathered<Asked, Head | undefined>({
    name: 'member_heads',
    async read(asked) {
      const heads = await sql.query<Head & { n: number }>(READ, [
        asked.map(({ conversation }) => conversation),
        asked.map(({ person }) => person),
        asked.map(({ tenant }) => tenant),
      ]);
      const found = new Map(heads.map(({ n, ...head }) => [n, head]));
      return asked.map((_, n) => found.get(n + 1));
    },
    metrics,
  });
  return {
    async of({ user: person, tenant }, conversation) {
      const head = await ask({ conversation, person, tenant });
      if (!head) throw notFound('Conversation');
      return head;
    },
    close,
  };
}
