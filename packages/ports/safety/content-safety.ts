import type { Readable } from 'node:stream';

/** A file as somebody uploaded it. */
export interface JudgedFile {
  fileName: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Hex, lower case. */
  sha256: string;
  /** Reads it; the caller destroys the stream. */
  bytes(): Promise<Readable>;
}

/** Says which files nobody is to be shown, for other reasons than malware. */
export interface ContentSafety {
  /** Why it is refused, for whoever uploaded it; undefined where it is not. Errors: UNAVAILABLE, which says nothing of it. */
  refusalOf(file: JudgedFile): Promise<string | undefined>;
}
