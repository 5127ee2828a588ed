import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { changed, typingTopic } from '../domain/live-topics';

/** Milliseconds for which somebody is typing who does not say so again. */
export const TYPING_MS = 6_000;

export interface Typer {
  conversation: ConversationId;
  person: UserId;
}

/** The people who are typing in each conversation, over all processes. Each change is published on the live bus. */
export interface Typing {
  /** From now on, for `TYPING_MS`. */
  begin(typer: Typer): Promise<void>;
  /** Those of them who were typing are no more. */
  end(typers: readonly Typer[]): Promise<void>;
  /** Everybody who is typing in each of the conversations, by id, in the order of the arguments. */
  among(conversations: readonly ConversationId[]): Promise<UserId[][]>;
  /** Publishes those who began in this process and whose time is over. Returns the milliseconds until it is for the next. */
  tellEnded(): Promise<number | undefined>;
}

interface TypingOptions {
  ephemeral: EphemeralStore;
  bus: LiveBus;
  /** Milliseconds of a clock that only moves forward. */
  nowMs?: () => number;
}

/**
 * What the store keeps dies there without a sound: so the process in which somebody began also notes when to tell of
 * the end. Invariant: `due` is in the order of time, as everybody is given the same.
 */
export function createTyping({ ephemeral, bus, nowMs = () => performance.now() }: TypingOptions): Typing {
  const due = new Map<string, { conversation: ConversationId; atMs: number }>();

  async function tell(conversations: Iterable<ConversationId>): Promise<void> {
    for (const conversation of new Set(conversations))
      await bus.publish(typingTopic(conversation), changed(conversation));
  }

  const present = async (conversations: readonly ConversationId[]) =>
    ephemeral.members(conversations.map((conversation) => typingTopic(conversation)));

  return {
    async begin({ conversation, person }) {
      await ephemeral.join(typingTopic(conversation), person, TYPING_MS);
      const key = `${conversation} ${person}`;
      due.delete(key);
      due.set(key, { conversation, atMs: nowMs() + TYPING_MS });
      await tell([conversation]);
    },
    async end(typers) {
      const groups = await present(typers.map(({ conversation }) => conversation));
      const typing = typers.filter(({ person }, n) => groups[n]!.has(person));
      for (const { conversation, person } of typing) await ephemeral.leave(typingTopic(conversation), person);
      await tell(typing.map(({ conversation }) => conversation));
    },
    async among(conversations) {
      const groups = await present(conversations);
      return groups.map((people) => [...people].sort() as UserId[]);
    },
    async tellEnded() {
      const ended: ConversationId[] = [];
      let nextMs: number | undefined;
      for (const [key, { conversation, atMs }] of due) {
        nextMs = atMs - nowMs();
        if (nextMs > 0) break;
        nextMs = undefined;
        due.delete(key);
        ended.push(conversation);
      }
      await tell(ended);
      return nextMs;
    },
  };
}
