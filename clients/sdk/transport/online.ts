interface Events {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/** Called when the machine has a network again, or somebody looks at the page again; never outside of browsers. */
export function whenOnline(listener: () => void): () => void {
  const { document } = globalThis as { document?: Events };
  const events: [Events | undefined, string][] = [
    [globalThis, 'online'],
    [document, 'visibilitychange'],
  ];
  for (const [target, type] of events) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type] of events) target?.removeEventListener?.(type, listener);
  };
}
