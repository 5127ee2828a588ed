import { randomUUID } from 'node:crypto';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { createStream, lockStreams } from '@parley/log/streams';
import { createCommits } from '@parley/log/commits';
import { addMembers, endMember, type MemberRole } from '@parley/log/members';
import { freshDatabase } from '@parley/testing/database';
import { aViewer } from '@parley/testing/viewers';
import { createMessagesSubgraph } from '../subgraph';
import { ENTITIES } from '../store/entities';
import { createSendLanes } from '../store/send-batch';

/** A messages subgraph on a database of its own, and a conversation in it. */
export async function aRoom() {
  const { database, close } = await freshDatabase({ entities: ENTITIES });
  const commits = createCommits();
  const lanes = createSendLanes(database, commits);
  const subgraph = createMessagesSubgraph({ database, commits, lanes });
  const tenant = randomUUID() as TenantId;
  const conversation = await newConversation(tenant);

  async function newConversation(of: TenantId): Promise<ConversationId> {
    const id = randomUUID() as ConversationId;
    await createStream(database, { stream: id, tenant: of });
    return id;
  }

  return {
    database,
    commits,
    lanes,
    subgraph,
    tenant,
    conversation,
    newConversation,
    async join(role: MemberRole = 'MEMBER', viewer: Viewer = aViewer({ tenant }), to = conversation): Promise<Viewer> {
      await database.transaction(async (tx) => {
        await lockStreams(tx, [to]);
        await addMembers(tx, { conversation: to, people: [viewer.user], role });
        await append(tx, { commits }, [
          { stream: to, type: 'MemberJoined', actor: viewer.user, payload: { userId: viewer.user } },
        ]);
      });
      return viewer;
    },
    kick: ({ user }: Viewer) =>
      database.transaction(async (tx) => {
        await lockStreams(tx, [conversation]);
        await endMember(tx, { conversation, person: user });
        const payload = { userId: user, removed: true };
        const [entry] = await append(tx, { commits }, [
          { stream: conversation, type: 'MemberLeft', actor: null, payload },
        ]);
        return entry!.seq;
      }),
    async close() {
      await lanes.drain();
      await close();
    },
  };
}

export type Room = Awaited<ReturnType<typeof aRoom>>;
