/** Something that is derived from the state, and could be made again from it. */
export interface ReadModel {
  /** As commands call it. */
  readonly name: string;
  /** A description for operators. */
  readonly meaning: string;
  /** The differences from the state, one line each: where, what is there, what should be. The platform serves meanwhile. */
  verify(): AsyncIterable<string>;
  /** Makes it again while everything goes on. Not there for what the state can't tell. */
  rebuild?(): Promise<void>;
}
