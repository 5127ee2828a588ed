import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { RequestContext } from '@parley/runtime/request';

/** Notices people who read pages of very many conversations in little time. */
export interface ReadingWatch {
  read(request: RequestContext, conversation: ConversationId): void;
  /** Unregisters its metrics. */
  close(): void;
}

interface Options {
  suspicion?: Pick<Suspicion, 'report'>;
  /** This number of different conversations within ten minutes is unusual for one person. */
  unusual: number;
  metrics?: Metrics;
  nowMs?: () => number;
}

const WINDOW_MS = 600_000;
/** Each has fewer than `unusual` conversations. */
const MAX_PEOPLE = 5_000;

/** The conversations that one person has read since then. */
interface Reading {
  sinceMs: number;
  conversations: Set<ConversationId>;
}

/**
 * Counts in this process. Each further `unusual` conversations are one more signal.
 * Invariant: it counts for at most MAX_PEOPLE people, those who began last, and for ten minutes from their first conversation.
 */
export function createReadingWatch({
  suspicion,
  unusual,
  metrics = createMetrics(),
  nowMs = () => performance.now(),
}: Options): ReadingWatch {
  const people = new Map<UserId, Reading>();
  const cache = measureCache(metrics, {
    name: 'reading_watch',
    entries: () => people.size,
    maxEntries: MAX_PEOPLE,
  });

  function begin(user: UserId): Reading {
    people.delete(user);
    const [oldest] = people.size >= MAX_PEOPLE ? people.keys() : [];
    if (oldest) people.delete(oldest);
    const reading = { sinceMs: nowMs(), conversations: new Set<ConversationId>() };
    people.set(user, reading);
    return reading;
  }

  function current(user: UserId): Reading {
    const known = people.get(user);
    const isRecent = known !== undefined && nowMs() - known.sinceMs < WINDOW_MS;
    cache.looked(isRecent);
    return isRecent ? known : begin(user);
  }

  return {
    close: cache.stop,
    read({ principal, address, correlationId, logger }, conversation) {
      if (principal.kind !== 'viewer') return;
      const { tenant, user } = principal;
      const { conversations } = current(user);
      conversations.add(conversation);
      if (conversations.size < unusual) return;
      people.delete(user);
      logger.warn(
        { user, conversations: unusual },
        'somebody read pages of unusually many conversations in ten minutes',
      );
      suspicion?.report({ tenant, user, address, correlationId }, 'mass-reading');
    },
  };
}
