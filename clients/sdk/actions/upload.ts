import type { Upload, Uploadable, UploadState } from '../api.js';
import { mayPass, ParleyError, parleyError } from '../errors.js';
import { AttachmentDocument, CompleteUploadDocument, CreateUploadDocument } from '../generated/graphql.js';
import type { Attachment } from '../model.js';
import { writable } from '../store.js';
import type { SendRequest } from '../transport/request.js';
import { backoffMs } from '../transport/backoff.js';
import { createPause } from '../transport/pause.js';
import { sha256Of } from './sha256.js';
import { sendBytes } from '../transport/send-bytes.js';

/** Less often the longer it takes. */
const LOOK_AFTER_MS = { firstMs: 1_000, maxMs: 15_000 };

/** Hashes, sends, and waits until the file has been looked at. It begins at once. */
export function uploadFile(request: SendRequest, file: Uploadable): Upload {
  const begin: UploadState = { status: 'hashing', sent: 0, size: file.size, attachment: null, error: null };
  const state = writable<UploadState>(begin);
  const change = (changes: Partial<UploadState>) => state.update((before) => ({ ...before, ...changes }));
  const { promise: done, resolve, reject } = withResolvers<Attachment>();
  // rejects for those who wait; nobody has to
  done.catch(() => undefined);
  let running: AbortController | undefined;

  async function run(): Promise<void> {
    const { signal } = (running = new AbortController());
    state.set(begin);
    try {
      const attachment = await upload(signal);
      change({ status: 'done', attachment });
      resolve(attachment);
    } catch (thrown) {
      const error = signal.aborted
        ? new ParleyError('Cancelled', { code: 'CANCELLED', cause: thrown })
        : parleyError(thrown);
      change({ status: signal.aborted ? 'cancelled' : 'failed', error });
      if (signal.aborted || !error.retryable) reject(error);
    }
  }

  async function upload(signal: AbortSignal): Promise<Attachment> {
    const bytes = await file.arrayBuffer();
    const sha256 = await sha256Of(bytes);
    const input = {
      fileName: file.name,
      mimeType: mimeTypeOf(file),
      size: bytes.byteLength,
      sha256,
    };
    const { createUpload } = await request(CreateUploadDocument, { input }, { signal });
    change({ status: 'sending' });
    await sendBytes(createUpload, bytes, { signal, progress: (sent) => change({ sent }) });
    change({ status: 'checking', sent: bytes.byteLength });
    const { completeUpload } = await request(CompleteUploadDocument, { uploadId: createUpload.id }, { signal });
    return settled(completeUpload, signal);
  }

  /** Polls until the service has scanned the file. Retries if no response arrives: the file is there. */
  async function settled(attachment: Attachment, signal: AbortSignal): Promise<Attachment> {
    const pause = createPause();
    signal.addEventListener('abort', pause.hurry);
    const release = pause.hold();
    try {
      let now: Attachment | null = attachment;
      for (let looks = 0; now?.status !== 'READY'; looks++) {
        if (!now || now.status === 'REJECTED')
          throw new ParleyError(now?.rejectedBecause ?? 'The file is gone', { code: 'VALIDATION_FAILED' });
        await pause.wait(backoffMs(looks, LOOK_AFTER_MS));
        signal.throwIfAborted();
        now = await look(now, signal);
      }
      return now;
    } finally {
      release();
    }
  }

  async function look(known: Attachment, signal: AbortSignal): Promise<Attachment | null> {
    try {
      return (await request(AttachmentDocument, { id: known.id }, { signal })).attachment;
    } catch (error) {
      if (!mayPass(parleyError(error))) throw error;
      return known;
    }
  }

  void run();
  return {
    get: state.get,
    subscribe: state.subscribe,
    done,
    cancel: () => running?.abort(),
    retry() {
      if (state.get().status === 'failed') void run();
    },
  };
}

/** Without parameters, which a Blob may have. */
const mimeTypeOf = ({ type }: Uploadable): string =>
  /^[^\s/;]+\/[^\s/;]+/.exec(type)?.[0] ?? 'application/octet-stream';

/** `Promise.withResolvers` of ES2024. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
