import { createHash } from 'node:crypto';

export interface Measured {
  /** Bytes. */
  size: number;
  /** Hex, lower case. */
  sha256: string;
}

export async function measure(bytes: AsyncIterable<Buffer>): Promise<Measured> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    hash.update(chunk);
  }
  return { size, sha256: hash.digest('hex') };
}
