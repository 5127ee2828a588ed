import { formatLink, parseLink } from '@parley/client/links';
import { useSyncExternalStore } from 'react';

/** What is shown beside the conversation. */
export type Panel =
  { readonly kind: 'members' | 'pins' | 'search' } | { readonly kind: 'thread'; readonly rootId: string };

/** Where somebody is: an address that can be sent to others. */
export interface Place {
  readonly conversationId: string | null;
  /** Position of the message that a link points to. */
  readonly seq: number | null;
  readonly panel: Panel | null;
  /** The address leads nowhere. */
  readonly isUnknown?: boolean;
}

/** `/c/CONVERSATION/t/ROOT/m/SEQ?panel=members`: paths are those of all clients, and a thread is a panel here. */
export function placeOf({ origin, pathname, search }: Pick<URL, 'origin' | 'pathname' | 'search'>): Place {
  const link = parseLink(origin + pathname, origin);
  const panel = link?.threadId ? ({ kind: 'thread', rootId: link.threadId } as const) : panelOf(search);
  const isUnknown = !link && pathname !== '/' && pathname !== '/index.html';
  return {
    conversationId: link?.conversationId ?? null,
    seq: link?.seq ?? null,
    panel,
    ...(isUnknown && { isUnknown }),
  };
}

function panelOf(search: string): Panel | null {
  const kind = new URLSearchParams(search).get('panel');
  return kind === 'members' || kind === 'pins' || kind === 'search' ? { kind } : null;
}

export function addressOf({ conversationId, seq, panel }: Place): string {
  const threadId = panel?.kind === 'thread' ? panel.rootId : undefined;
  const path = conversationId ? formatLink({ conversationId, threadId, seq: seq ?? undefined }, '') : '/';
  return panel && !threadId ? `${path}?panel=${panel.kind}` : path;
}

const listeners = new Set<() => void>();
let current: { href: string; place: Place } | undefined;

function here(): Place {
  const { href } = location;
  if (current?.href !== href) current = { href, place: placeOf(location) };
  return current.place;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

/**
 * Goes there. What is not named of the place stays; another conversation has no panel and no position. `byItself`: nobody
 * chose it.
 */
export function go(to: Partial<Place>, how: { replace?: boolean; byItself?: boolean } = {}): void {
  const from = here();
  const isElsewhere = to.conversationId !== undefined && to.conversationId !== from.conversationId;
  const base: Place = isElsewhere ? { conversationId: null, seq: null, panel: null } : from;
  const address = addressOf({ ...base, ...to });
  const state = how.byItself ? BY_ITSELF : null;
  if (how.replace) history.replaceState(state, '', address);
  else history.pushState(state, '', address);
  for (const listener of [...listeners]) listener();
}

/** Kept with the address, so that a reload does not make it somebody's choice. */
const BY_ITSELF = { byItself: true };

const wasOpenedByItself = (): boolean => (history.state as typeof BY_ITSELF | null)?.byItself === true;

/** Whether nobody chose what is open, nor did anything in it since. */
export const useOpenedByItself = (): boolean => useSyncExternalStore(subscribe, wasOpenedByItself);

/** Somebody does something in what opened by itself. */
export function takeUp(): void {
  if (!wasOpenedByItself()) return;
  history.replaceState(null, '');
  for (const listener of [...listeners]) listener();
}

/** Whether a panel stands beside the conversation, and not in its place. */
export const isPanelBeside = (): boolean => !matchMedia('(max-width: 62rem)').matches;

export const usePlace = (): Place => useSyncExternalStore(subscribe, here);
