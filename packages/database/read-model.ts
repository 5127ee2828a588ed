/** Something that is derived from the state, and could be made again from it. */
export interface ReadModel {
  /** As commands call it. */
  readonly name: string;
  /** What it is, to an operator. */
  readonly meaning: string;
  /** What is not as the state says, a line each: where, what is there, what should be. Everything goes on meanwhile. */
  verify(): AsyncIterable<string>;
  /** Makes it again while everything goes on. Not there for what the state can't tell. */
  rebuild?(): Promise<void>;
}
