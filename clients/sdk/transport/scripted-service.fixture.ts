import * as documents from '../generated/graphql.js';
import type { Tokens } from '../session/tokens.js';
import type { WebSocketClass } from './web-socket.js';

/** What a request over HTTP gets: a response, or none. */
export type Respond = (operation: string, variables: Record<string, unknown>) => Response | Promise<Response>;

/** What a server does with a socket once it is there, and with what it is sent. */
export type Behave = (socket: FakeSocket, message: { type: string; id?: string } | undefined) => void;

/** A service that fails as a test wants it to, and counts the requests. */
export interface ScriptedService {
  /** How often, by the name of the operation; `socket` counts sockets. */
  readonly counts: ReadonlyMap<string, number>;
  readonly webSocket: WebSocketClass;
  readonly fetch: typeof fetch;
  respond: Respond;
  behave: Behave;
  reset(): void;
}

/** Operations by their hash. */
const NAMES = new Map(
  Object.values(documents as unknown as Record<string, unknown>).flatMap((document) => {
    const { __meta__: meta } = document as { __meta__?: { hash?: string } };
    const name = /(?:query|mutation|subscription) (\w+)/.exec(String(document))?.[1];
    return meta?.hash && name ? [[meta.hash.replace('sha256:', ''), name] as const] : [];
  }),
);

export const TOKENS: Tokens = {
  ...{ accessToken: 'token', refreshToken: 'refresh', userId: 'me', displayName: 'Me', deviceId: 'device' },
  ...{ renewAt: Number.MAX_SAFE_INTEGER, endsAt: Number.MAX_SAFE_INTEGER, renewalKey: 'key' },
};

export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(private readonly behave: (message?: { type: string; id?: string }) => void) {}

  addEventListener(type: string, listener: () => void): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  }
  removeEventListener(type: string, listener: () => void): void {
    this.#listeners.get(type)?.delete(listener);
  }
  open(): void {
    this.readyState = 1;
    this.#listeners.get('open')?.forEach((listener) => listener());
    this.onopen?.();
  }
  give(message: unknown): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }
  send(text: string): void {
    setTimeout(() => this.behave(JSON.parse(text) as { type: string; id?: string }), 1);
  }
  close(code = 1000, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#listeners.get('close')?.forEach((listener) => listener());
    this.onclose?.({ code, reason });
  }
}

export function scriptedService(): ScriptedService {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const service: ScriptedService = {
    counts,
    respond: () => Promise.reject(new TypeError('fetch failed')),
    behave: (socket) => socket.close(1006),
    reset: () => counts.clear(),
    webSocket: class extends FakeSocket {
      constructor() {
        count('socket');
        super((message) => service.behave(this, message));
        setTimeout(() => service.behave(this as unknown as FakeSocket, undefined), 1);
      }
    },
    async fetch(_url, init) {
      const { query, variables, extensions } = JSON.parse(init!.body as string) as {
        query?: string;
        variables: Record<string, unknown>;
        extensions?: { persistedQuery: { sha256Hash: string } };
      };
      const name = NAMES.get(extensions?.persistedQuery.sha256Hash ?? '') ?? query ?? '';
      count(name);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return service.respond(name, variables);
    },
  };
  return service;
}
