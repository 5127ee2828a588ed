import { useSyncExternalStore } from 'react';
import type { Person } from '@parley/client/model';

/** What somebody has begun to write. */
export interface DraftText {
  /** As it is seen: mentions as `@Name`. */
  readonly text: string;
  /** Who those names are. */
  readonly mentioned: readonly Person[];
  readonly replyToId: string | null;
}

export const NO_DRAFT: DraftText = { text: '', mentioned: [], replyToId: null };

const PREFIX = 'parley.draft.';
const listeners = new Set<() => void>();
let cached: ReadonlySet<string> | undefined;

/** Where a draft belongs: a conversation, or a thread in it. */
export const draftKey = (conversationId: string, threadId: string | null): string =>
  threadId ? `${conversationId}/${threadId}` : conversationId;

/** As it was left, also before a reload. */
export function readDraft(userId: string, key: string): DraftText {
  try {
    const kept = localStorage.getItem(`${PREFIX}${userId}.${key}`);
    return kept ? { ...NO_DRAFT, ...(JSON.parse(kept) as Partial<DraftText>) } : NO_DRAFT;
  } catch {
    return NO_DRAFT;
  }
}

export function keepDraft(userId: string, key: string, draft: DraftText): void {
  const name = `${PREFIX}${userId}.${key}`;
  try {
    if (draft.text.trim() === '' && draft.replyToId === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // full, or not allowed: the draft lives as long as the page
  }
  cached = undefined;
  for (const listener of [...listeners]) listener();
}

function conversationsWithDrafts(): ReadonlySet<string> {
  cached ??= new Set(
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) =>
        name
          .slice(PREFIX.length)
          .replace(/^[^.]*\./, '')
          .replace(/\/.*/, ''),
      ),
  );
  return cached;
}

function subscribe(listener: () => void): () => void {
  const changed = () => {
    cached = undefined;
    listener();
  };
  listeners.add(listener);
  addEventListener('storage', changed);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', changed);
  };
}

/** Conversations in which something is begun, in whatever tab. */
export const useDrafts = (): ReadonlySet<string> => useSyncExternalStore(subscribe, conversationsWithDrafts);
