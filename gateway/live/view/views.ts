import { ParleyError } from '@parley/contracts/errors';
import { callAll } from '@parley/runtime/call-all';

/**
 * Views of this process, shared by key: same topics, operation, variables and principal. There are as many users as
 * subscriptions, so that what one holds on to is little: the key of whoever came first, not its own.
 */
export interface Views<View> {
  /**
   * Shares the view, or makes it; `release` once for each acquire. `holder`: who is limited in how many they have.
   * Errors: QUOTA_EXCEEDED, and of `make`.
   */
  acquire(key: string, holder: string, make: () => View): { view: View; release(): void };
  /** Whoever acquires it next gets another one; those who have it keep it. */
  retire(key: string): void;
  readonly size: number;
  all(): Iterable<View>;
}

interface Options<View> {
  /** Distinct views that one holder may have at once. */
  maxPerHolder: number;
  /** Called once the last user of a view has released it. */
  close(view: View): void;
}

export function createViews<View>({ maxPerHolder, close }: Options<View>): Views<View> {
  const views = counted<View>(close);
  /** Views by holder, with a count of the holder's uses of each. */
  const holders = new Map<string, Held>();

  function hold(key: string, holder: string): () => void {
    const own = holders.get(holder) ?? { holder, views: counted<undefined>(() => undefined) };
    if (!own.views.has(key) && own.views.size >= maxPerHolder)
      throw new ParleyError(
        'QUOTA_EXCEEDED',
        `At most ${maxPerHolder} different subscriptions at once to the same conversation, or to different sets of topics`,
      );
    holders.set(holder, own);
    return releasing(own, own.views.acquire(key, () => undefined).release);
  }

  const releasing = (own: Held, release: () => void) => () => {
    release();
    if (own.views.size === 0) holders.delete(own.holder);
  };

  return {
    get size() {
      return views.size;
    },
    all: views.all,
    acquire(key, holder, make) {
      const letGo = hold(key, holder);
      const made = () => {
        try {
          return make();
        } catch (error) {
          letGo();
          throw error;
        }
      };
      const { value: view, release } = views.acquire(key, made);
      return { view, release: callAll(release, letGo) };
    },
    retire: (key) => views.forget(key),
  };
}

/** What one holder has. */
interface Held {
  readonly holder: string;
  readonly views: ReturnType<typeof counted<undefined>>;
}

function counted<T>(close: (value: T) => void) {
  interface Counted {
    readonly key: string;
    readonly value: T;
    users: number;
  }
  const held = new Map<string, Counted>();
  const releasing = (one: Counted) => () => {
    if (--one.users > 0) return;
    if (held.get(one.key) === one) held.delete(one.key);
    close(one.value);
  };
  return {
    get size() {
      return held.size;
    },
    *all() {
      for (const { value } of held.values()) yield value;
    },
    has: (key: string) => held.has(key),
    forget: (key: string) => void held.delete(key),
    acquire(key: string, make: () => T) {
      const one = held.get(key) ?? { key, value: make(), users: 0 };
      held.set(one.key, one);
      one.users++;
      return { value: one.value, release: releasing(one) };
    },
  };
}
