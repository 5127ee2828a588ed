import { hostname } from 'node:os';
import { ParleyError } from '@parley/contracts/errors';
import type { ExplainedCursor } from '../delivery/cursor';
import type { LogView } from '../view/log-view';
import type { Stream } from '../delivery/stream';
import type { ExplainedTopic, Topics } from '../topic/topics';
import type { Views } from '../view/views';

/** Which topic an operator wants explained, and whose subscriptions to it. */
export interface Question {
  topic: string;
  user: string;
}

/** Why an event of a topic was or wasn't delivered to a user, as far as one process knows. */
export interface Explanation {
  /** Host and process id. */
  process: string;
  /** Undefined: nobody listens to it here. */
  topic?: ExplainedTopic;
  /** What is executed of it, each once an event. */
  views: { operation: string; head: number; readers: number; kept: number }[];
  /** The user's subscriptions to it. */
  subscriptions: ExplainedSubscription[];
  /** Those of the user that ended lately, the latest first. */
  ended: Ended[];
}

export interface ExplainedSubscription extends ExplainedCursor {
  operation: string;
  /** How long its connection has not taken what it was sent, in milliseconds; 0: it takes everything. */
  congestedMs: number;
}

export interface Ended {
  at: string;
  user: string | undefined;
  operation: string;
  /** `completed` by its client, or the code of the error that it ended with. */
  reason: string;
}

const MAX_ENDED = 1_000;

/** The subscriptions of a process, and how the last thousand ended. */
export class Subscriptions {
  private readonly open = new Map<Stream, string>();
  private ended: Ended[] = [];

  get size(): number {
    return this.open.size;
  }

  /** Until it has ended. `operation`: its name, or the field that it selects. */
  add(stream: Stream, operation: string): void {
    this.open.set(stream, operation);
    stream.onEnd(() => {
      this.open.delete(stream);
      const reason = reasonOf(stream.endedWith);
      this.ended.push({ at: new Date().toISOString(), user: stream.viewer, operation, reason });
      if (this.ended.length > 2 * MAX_ENDED) this.ended = this.ended.slice(-MAX_ENDED);
    });
  }

  of({ topic, user }: Question): ExplainedSubscription[] {
    const found: ExplainedSubscription[] = [];
    for (const [stream, operation] of this.open) {
      const cursor = stream.viewer === user && stream.explain(topic);
      if (cursor) found.push({ operation, congestedMs: stream.outlet.congestedMs(), ...cursor });
    }
    return found;
  }

  endedOf(user: string): Ended[] {
    return this.ended.filter((one) => one.user === user).reverse();
  }
}

const reasonOf = (error: unknown): string => {
  if (error === undefined) return 'completed';
  return error instanceof ParleyError ? error.code : 'INTERNAL';
};

interface ProcessState {
  topics: Topics;
  views: Views<LogView>;
  subscriptions: Subscriptions;
}

export async function explain(
  { topics, views, subscriptions }: ProcessState,
  question: Question,
): Promise<Explanation> {
  return {
    process: `${hostname()} ${process.pid}`,
    topic: await topics.explain(question.topic),
    views: [...views.all()].filter((view) => view.topic === question.topic).map((view) => view.explain()),
    subscriptions: subscriptions.of(question),
    ended: subscriptions.endedOf(question.user),
  };
}
