/** Something that could not be worked on, and was put aside so that the rest could go on. */
export interface DeadLetter {
  /** Names it among those that were put aside in the same place. */
  readonly id: string;
  /** The stream of the entry, if it can be read. */
  readonly stream?: string;
  readonly seq?: number;
  readonly error: string;
  /** When it was put aside. */
  readonly at: Date;
  /** Further details. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** For operators: what was put aside in one place, until it is replayed. */
export interface DeadLetters {
  /** How many there are; of very many, at least as many as it says. */
  count(): Promise<number>;
  /** The oldest of them, `limit` at most. */
  list(limit: number): Promise<DeadLetter[]>;
  find(id: string): Promise<DeadLetter | undefined>;
  /**
   * Has these tried again, or all. Those that fail again are put aside again. Resolves with how many there were, before
   * they are tried. At least once: where it rejects, what was replayed may still be there.
   */
  replay(ids?: readonly string[]): Promise<number>;
}
