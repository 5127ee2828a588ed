import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import { z } from 'zod';
import type { Explanation, Question } from './explain';

const QUESTION_TOPIC = 'live-explain';
const responseTopic = (id: string): string => `live-explained:${id}`;
const QUESTION = z.object({ id: z.uuid(), topic: z.string(), user: z.string() });

/** How long the processes have to respond. */
const WITHIN_MS = 500;

export interface ExplainEverywhere extends Service {
  /** What each process knows that responds in time, over the live bus. */
  explain(question: Question): Promise<Explanation[]>;
}

export function explainEverywhere(
  bus: LiveBus,
  logger: Logger,
  explain: (question: Question) => Promise<Explanation>,
): ExplainEverywhere {
  let stopListening: Unsubscribe | undefined;

  async function hear(message: unknown): Promise<void> {
    const { id, ...question } = QUESTION.parse(message);
    await bus.publish(responseTopic(id), await explain(question));
  }

  return {
    name: 'live-explain',
    async start() {
      stopListening = await bus.subscribe(QUESTION_TOPIC, (message) => {
        hear(message).catch((err: unknown) => logger.warn({ err }, 'could not explain'));
      });
    },
    async stop() {
      stopListening?.();
    },
    async explain(question) {
      const id = randomUUID();
      const explanations: Explanation[] = [];
      const unsubscribe = await bus.subscribe(responseTopic(id), (message) =>
        explanations.push(message as Explanation),
      );
      try {
        await bus.publish(QUESTION_TOPIC, { id, ...question });
        await delay(WITHIN_MS);
        return explanations;
      } finally {
        unsubscribe();
      }
    },
  };
}
