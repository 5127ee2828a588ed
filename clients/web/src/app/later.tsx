import { lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

const waiting: (() => Promise<unknown>)[] = [];

/**
 * A component whose script is not part of the first one. It is loaded when it is first shown, and otherwise by
 * `loadTheRest`: from then on it is there at once, without a connection too.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  const get = async () => (loaded ??= await load());
  const Lazy = lazy(async () => ({ default: await get().catch(() => Missing) }));
  waiting.push(get);
  return function Later(props) {
    // what is shown stays what it is when the script comes
    const [Shown] = useState<ComponentType<Props>>(() => loaded ?? Lazy);
    return (
      <Suspense fallback={fallback}>
        <Shown {...props} />
      </Suspense>
    );
  };
}

/** Loads one after the other all that is `later`, whenever the browser has nothing else to do. */
export function loadTheRest(): void {
  const next = waiting.shift();
  if (next)
    whenIdle(() => {
      void next()
        .catch(() => undefined)
        .then(loadTheRest);
    });
}

/** Safari has no `requestIdleCallback`. */
const whenIdle = (work: () => void): void =>
  void ('requestIdleCallback' in globalThis ? requestIdleCallback(work) : setTimeout(work, 200));

const Missing = () => (
  <p role="alert" className="trouble">
    This could not be loaded: reload the page once there is a connection.
  </p>
);
