/** Something that has to be on this machine before a server can start. */
export interface Need {
  /** Brings it here; does nothing if it is. Errors: one line that says what to do. */
  install(cache: string): Promise<void>;
}
