import { useSyncExternalStore } from 'react';
import type { Message, Quoted } from '@parley/client';
import { NOTHING_WRITTEN, type Mention, type Written } from './mentions';

/** What somebody has begun to write. */
export interface DraftText extends Written {
  /** The message that it replies to. */
  readonly replyTo: Quoted | null;
}

export const NO_DRAFT: DraftText = { ...NOTHING_WRITTEN, replyTo: null };

const PREFIX = 'parley.draft.';
const listeners = new Set<() => void>();
/** What has been read of the storage, and what it had no room for. */
const known = new Map<string, DraftText>();
let withDrafts: ReadonlySet<string> | undefined;

/** Where a draft of somebody is stored: one for each conversation, and each thread in it. */
export const draftName = (userId: string, conversationId: string, threadId: string | null): string =>
  `${PREFIX}${userId}.${conversationId}${threadId ? `/${threadId}` : ''}`;

/** As it was left, also before a reload. */
export function readDraft(name: string): DraftText {
  const draft = known.get(name) ?? storedDraft(name);
  known.set(name, draft);
  return draft;
}

function storedDraft(name: string): DraftText {
  try {
    const {
      text = '',
      mentions = [],
      replyTo = null,
    } = JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<DraftText>;
    return { text, mentions: mentions.filter((one) => isIn(text, one)), replyTo };
  } catch {
    return NO_DRAFT;
  }
}

const isIn = (text: string, { start, end, person }: Mention): boolean =>
  text.slice(start, end) === `@${person.displayName}`;

export function keepDraft(name: string, draft: DraftText): void {
  known.set(name, draft);
  try {
    if (isEmpty(draft)) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // full, or not allowed: the draft lives as long as the page
  }
  changed();
}

export const isEmpty = ({ text, replyTo }: DraftText): boolean => text.trim() === '' && replyTo === null;

/** Makes the draft a reply to this message; null for none. */
export function replyIn(name: string, message: Message | null): void {
  keepDraft(name, { ...readDraft(name), replyTo: message && quoted(message) });
}

const quoted = ({ id, seq, text, author, mentions }: Message): Quoted => ({ id, seq, text, author, mentions });

function changed(): void {
  withDrafts = undefined;
  for (const listener of [...listeners]) listener();
}

function conversationsWithDrafts(): ReadonlySet<string> {
  withDrafts ??= new Set(
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) =>
        name
          .slice(PREFIX.length)
          .replace(/^[^.]*\./, '')
          .replace(/\/.*/, ''),
      ),
  );
  return withDrafts;
}

/** Another tab has changed it. */
function heard({ key }: StorageEvent): void {
  if (key === null) known.clear();
  else known.delete(key);
  changed();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', heard);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('storage', heard);
  };
}

/** What is begun there, in whatever tab. */
export const useDraft = (name: string): DraftText => useSyncExternalStore(subscribe, () => readDraft(name));

/** Conversations in which something is begun, in whatever tab. */
export const useDrafts = (): ReadonlySet<string> => useSyncExternalStore(subscribe, conversationsWithDrafts);
