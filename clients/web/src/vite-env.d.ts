/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the emoji picker's data is served. */
  readonly EMOJI_DATA: string;
}
