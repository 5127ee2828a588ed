import { MessageDocument } from '../generated/graphql.js';
import type { Message } from '../model.js';
import type { ConversationEvent } from '../reducer/event.js';
import { writable, type Writable } from '../store.js';
import type { SendRequest } from '../transport/request.js';
import type { Pause } from '../transport/pause.js';

export interface Pinned extends Writable<readonly Message[]> {
  readonly heard: (event: ConversationEvent, known: (id: string) => Message | undefined) => void;
}

interface PinnedParts {
  readonly request: SendRequest;
  readonly pause: Pause;
  /** Hears what happens in the conversation until it is ended. */
  readonly watch: () => () => void;
}

/** What is pinned; a message that nobody has looked at yet is read. */
export function createPinned({ request, pause, watch }: PinnedParts): Pinned {
  const state = writable<readonly Message[]>([], { start: watch, pause });
  const put = (message: Message) =>
    state.update((all) =>
      [...all.filter(({ id }) => id !== message.id), message].sort((one, other) => one.seq - other.seq),
    );
  const remove = (id: string) => state.update((all) => all.filter((message) => message.id !== id));

  async function pin(id: string, known: Message | undefined): Promise<void> {
    const message = known ?? (await request(MessageDocument, { id })).message;
    if (message?.pinned) put(message);
  }

  return {
    ...state,
    heard(event, known) {
      if (event.__typename === 'PinChanged') {
        const { id, pinned } = event.message;
        if (pinned) pin(id, known(id)).catch(() => undefined);
        else remove(id);
      }
      if (event.__typename === 'MessageDeleted') remove(event.messageId);
      if (event.__typename === 'MessageEdited' && state.get().some(({ id }) => id === event.message.id))
        put(event.message);
    },
  };
}
