/** What clients sent and saw, as they recorded it: the input of the judge. Plain data that JSON can hold. */
export interface History {
  seed: number;
  /** Number of records so far: a record with a higher tick came later. */
  ticks: number;
  rooms: Room[];
  sends: Send[];
  readers: Reader[];
  removals: Removal[];
  pages: Pages[];
  /** Errors that no fault excuses. */
  troubles: string[];
}

/** A conversation of the run. */
export interface Room {
  id: string;
  keeper: string;
  /** Ids of everybody who was ever a member, including the keeper. */
  people: string[];
}

/** A message that a writer sent, with retries, until it was acknowledged or given up. */
export interface Send {
  /** A writer sends one message after the other: each one after the response to the previous one. */
  writer: string;
  room: string;
  clientMessageId: string;
  text: string;
  /** All responses of the server. */
  answers: { messageId: string; seq: number }[];
}

/** What one client saw, in all its subscriptions. */
export interface Reader {
  name: string;
  person: string;
  /** Whether it follows all of its person's rooms in one subscription. */
  inbox: boolean;
  /** The rooms of which it must have everything in the end, from the first position on. */
  rooms: string[];
  /** In the order in which they were opened, without those that showed nothing. */
  subscriptions: { frames: Frame[] }[];
}

/** An event, as one response or frame showed it. */
export interface Event {
  room: string;
  seq: number;
  type: string;
  /** The message of a MessageCreated. */
  message?: { id: string; text: string };
  /** The person who joined or left. */
  person?: string;
}

export interface Frame extends Event {
  tick: number;
  /** Parts of it could not be read at the time, according to its errors. */
  incomplete?: boolean;
}

/** The removal of a person from a room, and perhaps the return. */
export interface Removal {
  room: string;
  person: string;
  /** Tick before the request to add the person again. */
  readmittedAfter?: number;
}

/** What queries of a room return to one person in the end. */
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
