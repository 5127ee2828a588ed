import { ParleyError } from '../errors.js';

export interface Destination {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

interface Sending {
  readonly signal: AbortSignal;
  /** Called with the bytes that were sent so far. */
  readonly progress: (sent: number) => void;
}

/** What is used of XMLHttpRequest (https://xhr.spec.whatwg.org/): `fetch` does not tell how far it is. */
interface Xhr {
  readonly status: number;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: ArrayBuffer): void;
  abort(): void;
}

/** Sends bytes, and tells how far it is. Errors: ParleyError. */
export async function sendBytes(to: Destination, bytes: ArrayBuffer, sending: Sending): Promise<void> {
  const Class = (globalThis as { XMLHttpRequest?: new () => Xhr }).XMLHttpRequest;
  const status = await (Class ? byXhr(new Class(), to, bytes, sending) : byFetch(to, bytes, sending));
  if (status >= 200 && status < 300) return;
  // 403 where it took longer than the URL lives: another try has another
  const passes = status >= 500 || [403, 408, 429].includes(status);
  throw new ParleyError(`The file was not taken (${status})`, { code: passes ? 'UNAVAILABLE' : 'VALIDATION_FAILED' });
}

// eslint-disable-next-line max-params -- a request, and what is sent with it
function byXhr(request: Xhr, to: Destination, bytes: ArrayBuffer, { signal, progress }: Sending): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new ParleyError('The file could not be sent', { code: 'NETWORK' }));
    request.open(to.method, to.url);
    for (const { name, value } of to.headers) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onload = () => resolve(request.status);
    request.onerror = failed;
    request.onabort = failed;
    signal.addEventListener('abort', () => request.abort());
    request.send(bytes);
  });
}

const CHUNK_BYTES = 65_536;

async function byFetch(to: Destination, bytes: ArrayBuffer, { signal, progress }: Sending): Promise<number> {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = new Uint8Array(bytes.slice(sent, sent + CHUNK_BYTES));
      sent += chunk.byteLength;
      progress(sent);
      if (chunk.byteLength > 0) controller.enqueue(chunk);
      if (sent >= bytes.byteLength) controller.close();
    },
  });
  const headers = [...to.headers.map(({ name, value }) => [name, value]), ['content-length', `${bytes.byteLength}`]];
  try {
    const response = await fetch(to.url, {
      method: to.method,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body,
      signal,
      duplex: 'half',
    } as RequestInit);
    return response.status;
  } catch (cause) {
    throw new ParleyError('The file could not be sent', { code: 'NETWORK', cause });
  }
}
