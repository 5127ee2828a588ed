import { SetTypingDocument } from '../generated/graphql.js';
import type { SendRequest } from '../transport/request.js';
import { unref } from '../transport/unref.js';

export interface OwnTyping {
  readonly set: (typing?: boolean) => void;
  /** A send ended it: the service knows. */
  readonly sent: () => void;
  readonly stop: () => void;
}

/** The service forgets who types after six seconds. */
const TELL_EVERY_MS = 4_000;
/** Who has not touched a key for as long has stopped. */
const IDLE_MS = 5_000;

export function createOwnTyping(request: SendRequest, conversationId: string): OwnTyping {
  let toldAt = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;
  // nobody waits for it, and the next one repeats it
  const tell = (typing: boolean) => void request(SetTypingDocument, { conversationId, typing }).catch(() => undefined);

  function set(typing = true): void {
    clearTimeout(idle);
    if (typing) {
      unref((idle = setTimeout(() => set(false), IDLE_MS)));
      if (Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      tell(true);
    } else if (toldAt > 0) {
      toldAt = 0;
      tell(false);
    }
  }

  return {
    set,
    sent: () => set(false),
    stop: () => clearTimeout(idle),
  };
}
