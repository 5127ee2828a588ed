/** In hexadecimal. Browsers have `crypto.subtle` in secure contexts only: elsewhere it is computed in JavaScript. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const { subtle } = crypto as { subtle?: typeof crypto.subtle };
  return hex(subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : await inJavaScript(bytes));
}

async function inJavaScript(bytes: ArrayBuffer): Promise<Uint8Array> {
  const { sha256 } = await import('@noble/hashes/sha2.js');
  return sha256(new Uint8Array(bytes));
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
