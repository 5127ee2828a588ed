/** What clients sent and saw, as they recorded it themselves: all that a verdict is made of. Plain data, good for JSON. */
export interface History {
  seed: number;
  /** How many things were recorded so far: what has a tick came after what has a lower one. */
  ticks: number;
  rooms: Room[];
  sends: Send[];
  readers: Reader[];
  removals: Removal[];
  pages: Pages[];
  /** What clients met that no fault excuses. */
  troubles: string[];
}

/** A conversation of the run. */
export interface Room {
  id: string;
  keeper: string;
  /** Ids of all who were ever let in, the keeper too. */
  people: string[];
}

/** A message that somebody tried to send, until it was acknowledged or given up. */
export interface Send {
  /** One after another: who sent the next one had the answer to this one. */
  writer: string;
  room: string;
  clientMessageId: string;
  text: string;
  /** What the server said each time that it was asked. */
  answers: { messageId: string; seq: number }[];
}

/** What one client saw, over all its subscriptions. */
export interface Reader {
  name: string;
  person: string;
  /** Follows all that its person may read, through one subscription. */
  inbox: boolean;
  /** Those it is to have everything of in the end, from the first position on. */
  rooms: string[];
  /** In the order in which they were opened; those that showed nothing are left out. */
  subscriptions: { frames: Frame[] }[];
}

/** An event, as one answer showed it. */
export interface Event {
  room: string;
  seq: number;
  type: string;
  /** Of a MessageCreated. */
  message?: { id: string; text: string };
  /** Who came or left. */
  person?: string;
}

export interface Frame extends Event {
  tick: number;
  /** Something that belongs to it could not be looked up at the time, as its errors said. */
  incomplete?: boolean;
}

/** Somebody was taken out of a room, and perhaps let in again. */
export interface Removal {
  room: string;
  person: string;
  /** Tick before the server was asked to let them in again. */
  readmittedAfter?: number;
}

/** What queries say of a room in the end, to one person. */
export interface Pages {
  room: string;
  person: string;
  /** By `conversationChanges`, from the first position on. */
  changes: Event[];
  /** By `messages`, oldest first; read forwards and backwards. */
  forwards: Message[];
  backwards: Message[];
}

export interface Message {
  seq: number;
  id: string;
  text: string;
}

export const newHistory = (seed: number): History => ({
  seed,
  ticks: 0,
  rooms: [],
  sends: [],
  readers: [],
  removals: [],
  pages: [],
  troubles: [],
});

export const acknowledged = ({ sends }: Pick<History, 'sends'>): Send[] =>
  sends.filter(({ answers }) => answers.length > 0);
