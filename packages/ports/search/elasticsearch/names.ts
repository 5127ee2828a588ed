/** The names of the indices of one deployment. */
export interface IndexNames {
  template: string;
  /** Of every generation. */
  pattern: string;
  /** Alias of the one that searches read. */
  read: string;
  /** Alias of all that are written to: the one that is read, and the one that is being made. */
  write: string;
}

export const indexNames = (prefix: string): IndexNames => ({
  template: `${prefix}-messages`,
  pattern: `${prefix}-messages-generation-*`,
  read: `${prefix}-messages`,
  write: `${prefix}-messages-write`,
});
