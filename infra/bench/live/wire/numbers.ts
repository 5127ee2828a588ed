/** Bytes to search for, which are nearly always at the same place of a payload. */
export interface Needle {
  readonly bytes: Buffer;
  /** Where they were last, relative to the start of the payload. */
  hint: number;
}

export const needle = (text: string): Needle => ({ bytes: Buffer.from(text), hint: 0 });

/** Of a frame. */
export interface Payload {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** The number after the needle in a payload; NaN without the needle. */
export function numberAfter(needle: Needle, { bytes, start, end }: Payload): number {
  let at = start + needle.hint;
  if (at >= end || !standsAt(needle.bytes, bytes, at)) {
    at = bytes.indexOf(needle.bytes, start);
    if (at === -1 || at >= end) return Number.NaN;
    needle.hint = at - start;
  }
  return numberAt(bytes, at + needle.bytes.length, end);
}

function standsAt(needle: Buffer, bytes: Buffer, at: number): boolean {
  for (let n = 0; n < needle.length; n++) if (bytes[at + n] !== needle[n]) return false;
  return true;
}

const POINT = 0x2e;
const ZERO = 0x30;

function numberAt(bytes: Buffer, from: number, end: number): number {
  let digits = 0;
  let scale = 0;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === POINT) scale = 1;
    else if (byte >= ZERO && byte <= ZERO + 9) {
      digits = digits * 10 + byte - ZERO;
      scale *= 10;
    } else break;
  }
  return scale > 1 ? digits / scale : digits;
}
