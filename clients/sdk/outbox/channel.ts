/** Tells others who share the storage that it has changed. */
export interface Channel {
  tell(): void;
  close(): void;
}

interface Broadcast {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
  unref?(): void;
}

/** Over the tabs of a browser, or the threads of a process (https://html.spec.whatwg.org/multipage/web-messaging.html). */
export function openChannel(name: string, heard: () => void): Channel {
  const Class = (globalThis as unknown as { BroadcastChannel?: new (name: string) => Broadcast }).BroadcastChannel;
  if (!Class) return { tell: () => undefined, close: () => undefined };
  const channel = new Class(name);
  channel.onmessage = heard;
  channel.unref?.();
  return { tell: () => channel.postMessage(null), close: () => channel.close() };
}
