import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import { forbidden, invalid } from '@parley/contracts/errors';
import { viewerOf, type Viewer } from '@parley/contracts/principal';
import { createStream, lockedTransaction } from '@parley/log/streams';
import { addMembers, setPublic } from '@parley/log/members';
import { appendJoined } from '@parley/log/append-joined';
import { action } from '@parley/subgraph/action';
import type { Transaction } from '@parley/database/database';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context';
import { draftOf, MAX_PEOPLE, pairOf, type ConversationInput, type Draft } from '../domain/conversation';
import { searchText } from '../domain/search-text';
import { findDirect } from '../store/conversations';
import { ConversationEntity } from '../store/entities';
import { mayCreateChannels, requirePeople } from '../store/people';
import { beginReading } from '../store/read-states';

type Room = Exclude<Draft, { kind: 'DIRECT' }>;

/**
 * Makes a conversation. Its creator is the OWNER of a group or channel; both of a DIRECT are MEMBERs, and one that
 * they have already is returned. Errors: VALIDATION_FAILED; NOT_FOUND if a member is nobody whom the creator may see;
 * FORBIDDEN for a CHANNEL where the tenant reserves them.
 */
export const createConversation = action(
  'createConversation',
  async (context: Context, input: ConversationInput): Promise<ConversationId> => {
    const viewer = viewerOf(context.principal);
    if (input.people.length > MAX_PEOPLE)
      throw invalid({ field: 'input.memberIds', problem: `must be at most ${MAX_PEOPLE}` });
    const draft = draftOf(input, viewer.user);
    if (draft.kind === 'CHANNEL' && !(await mayCreateChannels(context.database, viewer)))
      throw forbidden('You may not create channels here');
    await requirePeople(context.database, viewer, draft.kind === 'DIRECT' ? [draft.other] : draft.others);
    return draft.kind === 'DIRECT' ? openDirect(context, viewer, draft.other) : openRoom(context, viewer, draft);
  },
  { subject: (_, conversation) => conversation },
);

async function openDirect(context: Context, viewer: Viewer, other: UserId): Promise<ConversationId> {
  const { database } = context;
  const pair = pairOf(viewer.user, other);
  const existing = await findDirect(database, { tenant: viewer.tenant, pair });
  if (existing) return existing;

  // both come here at once: the later one waits, and finds what the other made
  return lockedTransaction(database, pair, async (tx) => {
    const made = await findDirect(tx, { tenant: viewer.tenant, pair });
    if (made) return made;

    const people = [...new Set(pair)];
    const conversation = await insert(tx, viewer.tenant, {
      kind: 'DIRECT',
      memberCount: people.length,
      directLow: pair[0],
      directHigh: pair[1],
    });
    await addMembers(tx, { conversation, people, role: 'MEMBER' });
    await beginReading(tx, conversation, people);
    await appendJoined(tx, context, { conversation, people, actor: viewer.user });
    return conversation;
  });
}

async function openRoom(context: Context, viewer: Viewer, room: Room): Promise<ConversationId> {
  const people = [viewer.user, ...room.others];
  return lockedTransaction(context.database, people, async (tx) => {
    const { kind, title, topic } = room;
    const conversation = await insert(tx, viewer.tenant, { kind, title, topic, memberCount: people.length });
    if (room.public) await setPublic(tx, conversation, true);
    await addMembers(tx, { conversation, people: [viewer.user], role: 'OWNER' });
    await addMembers(tx, { conversation, people: room.others, role: 'MEMBER' });
    await beginReading(tx, conversation, people);
    await appendJoined(tx, context, { conversation, people, actor: viewer.user });
    return conversation;
  });
}

interface NewRow {
  kind: Draft['kind'];
  memberCount: number;
  title?: string;
  topic?: string | null;
  directLow?: UserId;
  directHigh?: UserId;
}

/** Makes the row and its stream, whose head stays locked: nobody else can see it before the commit. */
async function insert(tx: Transaction, tenant: TenantId, row: NewRow): Promise<ConversationId> {
  const id = uuid() as ConversationId;
  await createStream(tx, { stream: id, tenant });
  tx.em.create(ConversationEntity, { id, tenant, createdAt: new Date(), searchText: searchText(row), ...row });
  await tx.em.flush();
  return id;
}
