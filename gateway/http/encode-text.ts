const SCRATCH_BYTES = 1_048_576;
/** Of a UTF-16 code unit. */
const MAX_BYTES = 3;

let scratch: Buffer | undefined;

/** `Buffer.from(text)`, which would go through the text twice: once to measure it. */
export function encodeText(text: string): Buffer {
  if (text.length * MAX_BYTES > SCRATCH_BYTES) return Buffer.from(text);
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  const bytes = scratch.write(text);
  return Buffer.from(scratch.subarray(0, bytes));
}
