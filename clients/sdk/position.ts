declare const brand: unique symbol;

/** The last event of a conversation's log that somebody has. `seq`s are only comparable within one epoch. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
  readonly [brand]: 'Position';
}

export const positionOf = ({ epoch, seq }: Omit<Position, typeof brand>): Position => ({ epoch, seq }) as Position;
