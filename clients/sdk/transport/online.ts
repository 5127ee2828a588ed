interface Events {
  readonly document: Partial<Events>;
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** Called when the machine has a network again, or somebody looks at the page again; never outside of browsers. */
export function whenOnline(listener: () => void): () => void {
  const window: Events = globalThis;
  const events: [Partial<Events> | undefined, string][] = [
    [window, 'online'],
    [window.document, 'visibilitychange'],
  ];
  for (const [target, type] of events) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type] of events) target?.removeEventListener?.(type, listener);
  };
}
