/** A class like the browser's `WebSocket` (https://websockets.spec.whatwg.org/). */
export type WebSocketClass = new (url: string, protocols?: string | string[]) => object;

/** What there is; Node before 22 has none, and `ws` is taken there. */
export async function webSocketClass(given?: WebSocketClass): Promise<WebSocketClass> {
  const own = given ?? (globalThis as { WebSocket?: WebSocketClass }).WebSocket;
  return own ?? (await import('ws')).WebSocket;
}
