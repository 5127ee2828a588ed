import { randomUUID } from 'node:crypto';
import type { ConversationId, DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import { addMembers } from './actions/add-members';
import { createConversation } from './actions/create-conversation';
import { setMemberRole } from './actions/set-member-role';
import { createContext, type Context, type Dependencies } from './context';
import { listConversations } from './store/conversations';

/** People are named by their place in the list; 'everybody' is all of it. */
interface Room {
  kind: 'GROUP' | 'CHANNEL';
  title: string;
  topic?: string;
  public?: boolean;
  owner: number;
  others: readonly number[] | 'everybody';
  moderator?: number;
}

const ROOMS: readonly Room[] = [
  { kind: 'CHANNEL', title: 'general', topic: 'What concerns all of us', public: true, owner: 0, others: 'everybody' },
  {
    kind: 'CHANNEL',
    title: 'random',
    topic: 'Anything else',
    public: true,
    owner: 1,
    others: 'everybody',
    moderator: 2,
  },
  { kind: 'CHANNEL', title: 'releases', topic: 'What ships, and when', public: true, owner: 2, others: [0, 3] },
  {
    kind: 'CHANNEL',
    title: 'design-review',
    topic: 'Bring sketches on Tuesdays',
    owner: 1,
    others: [0, 3, 4],
    moderator: 3,
  },
  { kind: 'GROUP', title: 'Lisbon offsite', topic: 'Flights, rooms, pastéis de nata', owner: 3, others: [0, 1, 2] },
  { kind: 'GROUP', title: 'Lunch?', owner: 4, others: [0, 2] },
];

/** Pairs who write to each other; with oneself for notes. */
const DIRECTS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
];

export interface SeededConversation {
  id: ConversationId;
  /** Null for a DIRECT. */
  title: string | null;
  /** Its members as it was made, the owner first. */
  people: readonly UserId[];
}

/** Makes believable conversations of people who have signed up; what is there already stays. */
export async function seedConversations(
  dependencies: Dependencies & { log: Logger },
  { tenant, people }: { tenant: TenantId; people: readonly UserId[] },
): Promise<SeededConversation[]> {
  const at = (places: readonly number[]) => places.flatMap((place) => people[place] ?? []);
  const as = (user: UserId) => contextOf(dependencies, tenant, user);
  const seeded: SeededConversation[] = [];
  for (const room of ROOMS) {
    const [owner] = at([room.owner]);
    if (!owner) continue;
    const others = (room.others === 'everybody' ? people : at(room.others)).filter((person) => person !== owner);
    const [moderator] = at(room.moderator === undefined ? [] : [room.moderator]);
    const id = (await findRoom(as(owner), room)) ?? (await openRoom(as(owner), room, { others, moderator }));
    seeded.push({ id, title: room.title, people: [owner, ...others] });
  }
  for (const pair of DIRECTS) {
    const [one, other] = at(pair);
    if (!one || !other) continue;
    const id = await createConversation(as(one), { kind: 'DIRECT', public: false, people: [other] });
    seeded.push({ id, title: null, people: [...new Set([one, other])] });
  }
  return seeded;
}

async function findRoom({ database, principal }: Context, { kind, title }: Room): Promise<ConversationId | undefined> {
  const page = { first: 200, kinds: [kind], query: title };
  return (await listConversations(database, principal as Viewer, page)).find((row) => row.title === title)?.id;
}

async function openRoom(
  context: Context,
  room: Room,
  { others, moderator }: { others: readonly UserId[]; moderator?: UserId },
): Promise<ConversationId> {
  const { kind, title, topic } = room;
  const id = await createConversation(context, { kind, title, topic, public: room.public ?? false, people: [] });
  // apart, as it happens: an owner opens a room, and then lets people in
  await addMembers(context, { conversation: id, people: others });
  if (moderator) await setMemberRole(context, { conversation: id, person: moderator, role: 'MODERATOR' });
  return id;
}

function contextOf(dependencies: Dependencies & { log: Logger }, tenant: TenantId, user: UserId): Context {
  const principal: Viewer = {
    kind: 'viewer',
    tenant,
    user,
    session: randomUUID() as SessionId,
    device: randomUUID() as DeviceId,
    scopes: [],
    bot: false,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
  return createContext(dependencies, { principal, correlationId: randomUUID(), log: dependencies.log });
}
