import { createHash } from 'node:crypto';

/** What makes two sends the same one, besides their client message id. */
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
