declare const position: unique symbol;

/** A point in a stream's log. `positionOf` makes one: an epoch and a seq of different streams can't be put together by mistake. */
export interface Position {
  readonly [position]: true;
  /** Positions of different epochs can't be compared. */
  readonly epoch: string;
  /** Of an entry: 1, 2, 3 … without a gap. 0 is before the first. */
  readonly seq: number;
}

/** The position of whatever has one. */
export const positionOf = ({ epoch, seq }: { epoch: string; seq: number }): Position => ({ epoch, seq }) as Position;

/** Whether a position is of the same epoch as another, and not before it. */
export const reaches = (one: Position | undefined, other: Position): boolean =>
  one?.epoch === other.epoch && one.seq >= other.seq;
