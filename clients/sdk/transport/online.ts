interface Events {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

interface Page extends Events {
  readonly document?: Events;
}

/** Called when the machine has a network again, or somebody looks at the page again; never outside of browsers. */
export function whenOnline(listener: () => void): () => void {
  const page = Reflect.get(globalThis, 'window') as Page | undefined;
  const events: [Events | undefined, string][] = [
    [page, 'online'],
    [page?.document, 'visibilitychange'],
  ];
  for (const [target, type] of events) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type] of events) target?.removeEventListener?.(type, listener);
  };
}
