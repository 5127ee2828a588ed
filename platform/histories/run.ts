import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account';
import { cast, type Cast, type Part, type ReadingPart } from './cast';
import { newChance, type Chance } from './chance';
import { connect, type Client } from './client';
import { newHistory, type History, type Room } from './history';
import { insist } from './insist';
import { kick } from './kicker';
import { readPages } from './pages';
import { end, read, type Ending } from './reader';
import { newText } from './texts';
import { write } from './writer';

export interface Run {
  /** URLs of the gateways of one deployment; clients are spread over them. */
  urls: readonly string[];
  accounts: readonly Account[];
  writers: number;
  readers: number;
  conversations: number;
  kicks: number;
  /** Average milliseconds from one removal to the next. */
  kickEveryMs: number;
  /** How long writers send, or how many messages each sends. */
  writing: { ms: number } | { messages: number };
  /** Maximum milliseconds that a writer waits between two messages. */
  pauseMs: number;
  /** How long a server may be unavailable, and how long readers may take at the end. */
  patienceMs: number;
  seed: number;
  /** The text of a message, which must begin with `name`. */
  textOf?(chance: Chance, name: string): string;
  /** Runs while clients write and read. */
  meanwhile?(history: History): Promise<void>;
}

const NEW_ROOM = 'mutation ($input: CreateConversationInput!) { room: createConversation(input: $input) { id } }';
const HEAD = 'query ($id: ID!) { conversation(id: $id) { seq } }';

/** Runs clients that write, read, drop, stall, are removed and come back, and returns what they recorded. */
export async function runHistories(run: Run): Promise<History> {
  const history = newHistory(run.seed);
  const players = cast(run.accounts, run);
  const clients: Client[] = [];
  const connectAs = ({ account }: Pick<Part, 'account'>): Client => {
    const client = connect(run.urls[clients.length % run.urls.length]!, account);
    clients.push(client);
    return client;
  };
  try {
    const keeper = connectAs({ account: players.keeper });
    history.rooms = await openRooms(keeper, players, run);
    await play({ run, history, players, keeper, connectAs });
    return history;
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** Creates the rooms, with all writers and the readers of each. */
function openRooms(keeper: Client, { writers, readers }: Cast, run: Run): Promise<Room[]> {
  const numbers = Array.from({ length: run.conversations }, (_, n) => n);
  const open = async (n: number): Promise<Room> => {
    const members = [...writers, ...readers.filter(({ rooms }) => rooms.includes(n))];
    const people = new Set(members.map(({ account }) => account.userId)).add(keeper.userId);
    const memberIds = [...people].filter((id) => id !== keeper.userId);
    const input = { kind: 'GROUP', title: `History check ${run.seed}.${n}`, memberIds };
    const answer = await insist<{ room: { id: string } }>(keeper, { ...run, query: NEW_ROOM, variables: { input } });
    return { id: answer.room.id, keeper: keeper.userId, people: [...people] };
  };
  return Promise.all(numbers.map(open));
}

interface Play {
  run: Run;
  history: History;
  players: Cast;
  keeper: Client;
  connectAs(part: Part): Client;
}

async function play({ run, history, players, keeper, connectAs }: Play): Promise<void> {
  const ending: Ending = { wake: new Set() };
  const reading = startReading({ run, history, players, keeper, connectAs }, ending);
  const writing = Promise.all(
    players.writers.map((part, n) => writeAll(run, history, { ...part, n, client: connectAs(part) })),
  );
  const isWritten = { yes: false };
  const kicking = kick({
    ...run,
    history,
    keeper,
    guests: guestsOf(history, players),
    chance: newChance(run.seed + 1),
    everyMs: run.kickEveryMs,
    isOver: () => isWritten.yes,
  });
  await run.meanwhile?.(history);
  await writing;
  isWritten.yes = true;
  for (const { room, person } of await kicking)
    for (const reader of history.readers)
      if (reader.person === person) reader.rooms = reader.rooms.filter((id) => id !== room);
  // the last message of each room: a reader that misses it must notice without a later one
  for (const { id: room } of history.rooms)
    await write(history, { ...run, writer: 'keeper', client: keeper, room, text: `the last of ${room}` });
  end(ending, await lastPositions(run, history, keeper));
  await reading;
  await readAllPages(run, history, { keeper, connectAs, players });
}

const guestsOf = ({ rooms }: History, { readers }: Cast) =>
  readers
    .filter(({ guest }) => guest)
    .flatMap((part) => part.rooms.map((n) => ({ room: rooms[n]!.id, person: part.account.userId })));

function startReading({ run, history, players, connectAs }: Play, ending: Ending): Promise<unknown> {
  const outside = { inbox: false, guest: true, manners: { breaksOff: 0, ends: 0, dawdles: 0 }, rooms: [] };
  const { stranger } = players;
  const strangers: ReadingPart[] = stranger
    ? [
        { ...outside, ...stranger },
        { ...outside, ...stranger, name: 'stranger’s inbox', inbox: true },
      ]
    : [];
  return Promise.all(
    [...players.readers, ...strangers].map((part, n) => {
      const person = part.account.userId;
      const rooms = roomsOf(history, part);
      const reader = { name: part.name, person, inbox: part.inbox, rooms, subscriptions: [] };
      history.readers.push(reader);
      return read({
        ...run,
        history,
        reader,
        ending,
        client: connectAs(part),
        chance: newChance(run.seed + 1_000 + n),
        manners: part.manners,
        room: rooms[0] ?? history.rooms[0]!.id,
        mayBeOut: part.guest,
      });
    }),
  );
}

/** The rooms of a reader; an inbox has all rooms of its person. */
const roomsOf = ({ rooms }: History, { inbox, account, rooms: numbers }: ReadingPart): string[] =>
  rooms.filter(({ people }, n) => (inbox ? people.includes(account.userId) : numbers.includes(n))).map(({ id }) => id);

async function writeAll(
  run: Run,
  history: History,
  { name, n, client }: Part & { n: number; client: Client },
): Promise<void> {
  const { writing, pauseMs, seed, textOf = newText } = run;
  const chance = newChance(seed + 2_000 + n);
  const deadline = 'ms' in writing ? performance.now() + writing.ms : Infinity;
  const most = 'messages' in writing ? writing.messages : Infinity;
  for (let sent = 0; sent < most && performance.now() < deadline; sent++) {
    const [room] = chance.oneOf(history.rooms);
    const text = textOf(chance, `${name}.${sent}`);
    await write(history, { ...run, writer: name, client, room: room!.id, text, repeat: chance.below(20) === 0 });
    if (pauseMs > 0) await pause(chance.below(pauseMs));
  }
}

async function lastPositions(run: Run, { rooms }: History, keeper: Client): Promise<Map<string, number>> {
  const positions = new Map<string, number>();
  for (const { id } of rooms) {
    const answer = await insist<{ conversation: { seq: number } }>(keeper, { ...run, query: HEAD, variables: { id } });
    positions.set(id, answer.conversation.seq);
  }
  return positions;
}

/** Reads all rooms by queries, as the keeper and as each reader. */
async function readAllPages(
  run: Run,
  history: History,
  { keeper, connectAs, players }: Pick<Play, 'keeper' | 'connectAs' | 'players'>,
): Promise<void> {
  for (const { id: room } of history.rooms) await readPages(history, { ...run, client: keeper, room });
  const byPerson = new Map(players.readers.map(({ account }) => [account.userId, account]));
  await Promise.all(
    Array.from(byPerson, async ([person, account]) => {
      const client = connectAs({ name: account.name, account });
      const own = history.readers.filter((reader) => reader.person === person);
      for (const room of new Set(own.flatMap(({ rooms }) => rooms)))
        if (person !== keeper.userId) await readPages(history, { ...run, client, room });
    }),
  );
}
