import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';

/** Bytes that are enough to tell encodings apart. */
const SAMPLE_BYTES = 65_536;

/** Of chardet, in percent. Below, it names any encoding in which the bytes are not wrong. */
const SURE = 20;

/** The encoding that browsers assume if a text declares none; it covers most of Western Europe. */
const FALLBACK = 'windows-1252';

/**
 * How a text is encoded, by its bytes: UTF-8 if all of it can be, else by its byte order mark, or by what occurs how often.
 * A name of https://encoding.spec.whatwg.org/.
 */
export async function charsetOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let sample: Buffer | undefined;
  for await (const chunk of bytes) {
    if (!sample && decodes(utf8, chunk)) continue;
    sample = sample ? Buffer.concat([sample, chunk]) : chunk;
    if (sample.length >= SAMPLE_BYTES) break;
  }
  if (!sample && decodes(utf8)) return 'utf-8';
  return guess(sample ?? Buffer.alloc(0));
}

function decodes(decoder: TextDecoder, chunk?: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

const guess = (sample: Buffer): string =>
  analyse(sample.subarray(0, SAMPLE_BYTES))
    .filter(({ confidence }) => confidence >= SURE)
    .map(({ name }) => nameForBrowsers(name))
    .find((name) => name !== undefined && name !== 'utf-8') ?? FALLBACK;

function nameForBrowsers(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}
