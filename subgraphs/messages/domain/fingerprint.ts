import { createHash } from 'node:crypto';

/** The input that two sends with the same client message id must share to be the same send. */
export interface SentBody {
  text: string;
  attachments: readonly string[];
  replyTo: string | null;
  thread: string | null;
}

/** SHA-256 of a send's body, in hex. */
export function fingerprint({ text, attachments, replyTo, thread }: SentBody): string {
  return createHash('sha256')
    .update(JSON.stringify([text, attachments, replyTo, thread]))
    .digest('hex');
}
