import { readFileSync } from 'node:fs';
import type { ConversationId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { createCommits } from '@parley/log/commits';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { manyRealTexts } from '@parley/testing/real-text';
import { createEntryValidator } from '@parley/testing/released-events';
import { SEED } from '@parley/testing/seed';
import { until } from '@parley/testing/until';
import { uploadFile } from '@parley/testing/uploading';
import { buildSchema, type GraphQLInterfaceType } from 'graphql';
import type { Database } from '@parley/database/database';
import { newChance } from '../../histories/chance';
import { differences } from './difference';
import { freshState } from './fresh-state';
import { personActing, type Room } from './person';
import { readEach, readInbox, type Reader } from './reader';
import { differenceOfHits, someWords } from './searching';
import { comparableEvents, type ComparableState } from './state';

const PEOPLE = 20;

function eventTypes(): string[] {
  const schema = buildSchema(readFileSync(require.resolve('@parley/contracts/api.graphql'), 'utf8'));
  const event = schema.getType('ConversationEvent') as GraphQLInterfaceType;
  return schema.getPossibleTypes(event).map(({ name }) => name);
}

/** What they talk on. */
interface Deployment {
  /** Where clients reach its gateways. */
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Twenty people say so many texts in six conversations, and do what else people do, while they read: each one's state,
 * by events alone, is in the end what queries say.
 */
export function describeScenario({ texts, start }: { texts: number; start(): Promise<Deployment> }): void {
  describe(`twenty people in six conversations, with the seed ${SEED}`, () => scenario(texts, start));
}

function scenario(count: number, start: () => Promise<Deployment>): void {
  let platform: Deployment;
  let people: TestClient[];
  let rooms: Room[];

  beforeAll(async () => {
    platform = await start();
    people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => newClient(platform.url, `Person ${n}`)));
    rooms = await Promise.all([
      room('GROUP', people),
      room('CHANNEL', people.slice(0, 15), { open: true }),
      room('GROUP', people.slice(5, 15)),
      room('GROUP', people.slice(10)),
      room('GROUP', people.slice(3, 6)),
      room('DIRECT', people.slice(0, 2)),
    ]);
  });
  afterAll(async () => {
    await Promise.all(people.map((person) => person.close()));
    await platform.close();
  });

  async function room(kind: 'DIRECT' | 'GROUP' | 'CHANNEL', all: TestClient[], { open = false } = {}): Promise<Room> {
    const [keeper, ...members] = all as [TestClient, ...TestClient[]];
    const id = await createConversation(keeper, { kind, members, ...(open && { public: true }) });
    const guests = kind === 'DIRECT' ? [] : all.slice(-Math.ceil(all.length / 3));
    return { id, keeper, people: all, guests, open, members: new Set(all), messages: [], gone: [] };
  }

  it('leaves every reader, by its events alone, with what queries say', async () => {
    const heard = new Set<string>();
    const readers = await Promise.all(people.map((person, n) => startReading(person, n, heard)));
    const problems: string[] = [];
    const said = new Map<Room, ComparableState>();
    try {
      await talk();
      await Promise.all(rooms.map(bringToAnEnd));
      await until(isEveryUploadSettled, { what: 'The end of all scans' });
      for (const room of rooms) {
        const { id, keeper, members } = room;
        const fresh = await freshState(keeper, id);
        said.set(room, fresh);
        expect([...fresh.members.keys()].sort()).toEqual([...members].map(({ userId }) => userId).sort());
        const present = readers.filter((_, n) => members.has(people[n]!));
        problems.push(...(await Promise.all(present.map((reader) => compare(reader, id, fresh)))).flat());
      }
      problems.push(...(await compareSearches(said)));
    } finally {
      await Promise.all(readers.map((reader) => reader.stop()));
    }
    expect(problems.slice(0, 20)).toEqual([]);
    expect([...heard].sort()).toEqual(eventTypes().sort());
    expect(await brokenPromises()).toEqual([]);
  });

  /** One that is still being looked at changes its conversation later. */
  async function isEveryUploadSettled(): Promise<boolean> {
    const scanned = await platform.database.query("select from media.attachment where status = 'SCANNING' limit 1");
    return scanned.length === 0;
  }

  /** What in the log's entries is not as their consumers were promised. */
  async function brokenPromises(): Promise<string[]> {
    const validate = createEntryValidator();
    const entries = await platform.database.query<{ type: string; version: number; at: Date; correlation_id: string }>(
      'select e.*, h.epoch from log.entry e join log.stream_head h using (stream)',
    );
    return entries
      .flatMap(({ at, correlation_id: _, ...entry }) => validate({ ...entry, at: at.toISOString() } as never))
      .slice(0, 20);
  }

  async function startReading(client: TestClient, n: number, heard: Set<string>): Promise<Reader> {
    const chance = newChance(SEED + 1_000 + n);
    const own = rooms.filter((of) => of.people.includes(client));
    const reading = {
      name: `${n % 3 === 0 ? 'inbox' : 'reader'} ${n}`,
      client,
      conversations: own.map(({ id }) => id),
      isMember: (id: string) => rooms.find((of) => of.id === id)!.members.has(client),
      drops: () => n % 2 === 1 && chance.below(50) === 0,
      heard: ({ __typename }: { __typename: string }) => void heard.add(__typename),
    };
    return n % 3 === 0 ? readInbox(reading) : readEach(reading);
  }

  /** Everybody sends their share of the texts, and does other things in between. */
  async function talk(): Promise<void> {
    const texts = manyRealTexts(count);
    const talking = people.map(async (client, n) => {
      const chance = newChance(SEED + n);
      const person = personActing({ client, chance, rooms });
      for (const text of texts.filter((_, t) => t % PEOPLE === n)) {
        const [where] = chance.oneOf(rooms.filter(({ members }) => members.has(client)));
        if (where) await person.speak(where, text);
        const [elsewhere] = chance.oneOf(rooms.filter((of) => of.people.includes(client)));
        if (chance.below(2)) await person.doOther(elsewhere!, text);
      }
    });
    await Promise.all(talking);
  }

  /** What may not have happened yet, and what no client causes. A title is in no event before it was changed once. */
  async function bringToAnEnd({ id, keeper, guests, members }: Room): Promise<void> {
    if (guests.length > 0)
      await keeper.request(
        `mutation { updateConversation(input: { id: "${id}", title: "The end", topic: "None" }) { id } }`,
      );
    const guest = guests.find((one) => members.has(one));
    for (const role of guest ? ['READER', 'MEMBER'] : [])
      await keeper.request(
        `mutation { setMemberRole(conversationId: "${id}", userId: "${guest!.userId}", role: ${role}) { id } }`,
      );
    if (guest) {
      const input = `{ conversationId: "${id}", userId: "${guest.userId}", kind: MUTED }`;
      const { id: sanction } = await value(
        keeper.request<Record<string, { id: string }>>(`mutation { sanction(input: ${input}) { id } }`),
      );
      await keeper.request(`mutation { liftSanction(id: "${sanction}") }`);
    }
    const attachmentId = await uploadFile(keeper, 'last.txt');
    await sendMessage(keeper, id, { text: 'the end', attachmentIds: [attachmentId] });
    const of = { stream: id as ConversationId, actor: null };
    await platform.database.transaction((tx) =>
      append(tx, { commits: createCommits() }, [
        { ...of, type: 'AttachmentChanged', payload: { attachmentId: attachmentId as never } },
        { ...of, type: 'Void', payload: {} },
      ]),
    );
  }

  /** Words of what is there and of what is deleted, looked for by a few who may read different rooms. */
  async function compareSearches(said: ReadonlyMap<Room, ComparableState>): Promise<string[]> {
    const chance = newChance(SEED + 2_000);
    const present = [...said.values()].flatMap(({ messages }) => [...messages.values()].map(({ text }) => text));
    const deleted = rooms.flatMap(({ gone }) => gone.map(({ text }) => text));
    const words = [...someWords(present, 6, chance), ...someWords(deleted, 6, chance)];
    expect(words).toHaveLength(12);
    const searching = [0, 4, 12, 19].flatMap((n) =>
      words.map((word) => {
        const readable = rooms.filter(({ open, members }) => open || members.has(people[n]!));
        const texts = readable.flatMap((of) => [...said.get(of)!.messages].map(([id, { text }]) => ({ id, text })));
        return differenceOfHits(people[n]!, word, texts);
      }),
    );
    return (await Promise.all(searching)).flat();
  }

  async function compare(reader: Reader, id: string, fresh: ComparableState): Promise<string[]> {
    const at = () => reader.state(id)?.window.position.seq ?? 0;
    await until(() => at() >= fresh.seq).catch(() => undefined);
    const state = reader.state(id);
    const found = differences(state && comparableEvents(state), fresh);
    return found.map(
      (line) => `${reader.name} at ${at()} of ${fresh.seq} in ${rooms.findIndex((of) => of.id === id)}: ${line}`,
    );
  }
}
