/** What clients of one conversation sent and saw, as they recorded it themselves. */
export interface History {
  /** What was asked for, acknowledged or not. */
  attempted: Set<string>;
  acknowledged: Acknowledged[];
  readers: Reader[];
}

/** A send that the server answered. */
export interface Acknowledged {
  clientMessageId: string;
  messageId: string;
  seq: number;
  text: string;
}

/** What one reader saw, over all its resumes, in the order in which it came. */
export interface Reader {
  name: string;
  /** Position after which it began. */
  after: number;
  seen: Seen[];
}

export interface Seen {
  seq: number;
  /** Of a MessageCreated. */
  message?: { id: string; text: string };
}

export const newHistory = (): History => ({ attempted: new Set(), acknowledged: [], readers: [] });
