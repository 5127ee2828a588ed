import { eventOfType } from '@parley/contracts/events';
import type { ConversationId } from '@parley/contracts/ids';
import type { Commits, Committed } from '@parley/log/commits';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { TYPING_MS, type Typer, type Typing } from '../store/typing';

interface TypingEndsOptions {
  typing: Typing;
  /** Of a process in which messages are sent: a message ends its author's typing. */
  commits: Commits;
  logger: Logger;
  metrics?: Metrics;
}

/** Ends the typing of those who sent what they typed, who left, or who stopped without saying so. */
export function typingEnds({ typing, commits, logger, metrics }: TypingEndsOptions): Service {
  const running = new Set<Promise<void>>();
  let unhear: (() => void) | undefined;

  function hear(committed: readonly Committed[]): void {
    const typers = committed.flatMap(({ entry }) => endedBy(entry) ?? []);
    if (typers.length === 0) return;
    const done = typing
      .end(typers)
      .catch((err: unknown) => logger.warn({ err }, 'typing could not be ended'))
      .finally(() => running.delete(done));
    running.add(done);
  }

  const poller = createPoller({
    name: 'typing-ends',
    round: async () => typing.tellEnded(),
    // whoever begins while it rests ends after that
    pollMs: TYPING_MS,
    pauseMs: 1_000,
    maxPauseMs: TYPING_MS,
    logger,
    metrics,
  });

  return {
    name: poller.name,
    async start() {
      unhear = commits.onCommit(hear);
      await poller.start();
    },
    async stop() {
      unhear?.();
      await poller.stop();
      await Promise.all(running);
    },
  };
}

function endedBy(entry: Committed['entry']): Typer | undefined {
  const person = eventOfType(entry.type).endsTyping?.(entry.payload, entry.actor);
  return person ? { conversation: entry.stream as ConversationId, person } : undefined;
}
