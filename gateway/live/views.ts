import type { Topic } from './topic';
import type { View } from './view';

/** The views of this process, shared by key: same topic, operation, variables and scope. */
export interface Views {
  /** Shares the view, or makes it; `release` once for each acquire. */
  acquire(topic: Topic, key: string, create: () => View): { view: View; release(): void };
}

export function createViews(): Views {
  const topics = new WeakMap<Topic, Map<string, { view: View; users: number }>>();
  return {
    acquire(topic, key, create) {
      const views = topics.get(topic) ?? new Map<string, { view: View; users: number }>();
      topics.set(topic, views);
      const held = views.get(key) ?? { view: create(), users: 0 };
      views.set(key, held);
      held.users++;
      return {
        view: held.view,
        release() {
          if (--held.users === 0 && views.get(key) === held) views.delete(key);
        },
      };
    },
  };
}
