/** Something that must be installed before a server can start. */
export interface Need {
  /** Installs it, if it is missing. Errors: one line that says what to do. */
  install(cache: string): Promise<void>;
}
