import type { Message, Person } from '@parley/client/model';
import { useEffect, useMemo, useRef, useState } from 'react';
import { problemOf } from '../app/problem';
import { useParley } from '@parley/client/react';
import { useViewerId } from '../app/viewer';
import { draftKey, keepDraft, NO_DRAFT, readDraft, type DraftText } from './drafts';
import { encodeMentions } from './mentions';
import { useUploads } from './use-uploads';

/** Where what is written goes. */
export interface Destination {
  readonly conversationId: string;
  readonly threadId: string | null;
}

interface Answering {
  replyTo: Message | null;
  onReplyEnd?: () => void;
}

/** The service takes no longer ones. */
const MAX_LENGTH = 10_000;

/** What is being written to one destination, kept at each change, and its sending. */
export function useComposer({ conversationId, threadId }: Destination, { replyTo, onReplyEnd }: Answering) {
  const parley = useParley();
  const viewerId = useViewerId();
  const key = draftKey(conversationId, threadId);
  const [draft, setDraft] = useState(() => readDraft(viewerId, key));
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const uploads = useUploads();
  const conversation = useMemo(() => parley.conversation(conversationId), [parley, conversationId]);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      conversation.setTyping(false);
    };
  }, [conversation]);

  function keep(next: DraftText): void {
    setDraft(next);
    keepDraft(viewerId, key, next);
  }

  function change(text: string, person?: Person): void {
    const mentioned = person ? [...draft.mentioned.filter(({ id }) => id !== person.id), person] : draft.mentioned;
    keep({ ...draft, text, mentioned });
    setProblem(null);
    if (threadId === null) conversation.setTyping(text.trim() !== '');
  }

  /** What is sent, and where to, is settled here: whatever is open by the time that its files are there. */
  function send(): void {
    const text = encodeMentions(draft.text.trim(), draft.mentioned);
    if (isWaiting || (text === '' && uploads.list.length === 0)) return;
    if (text.length > MAX_LENGTH) return setProblem(`It is too long: ${text.length} characters of ${MAX_LENGTH}.`);
    const rest = { text, ...(replyTo && { replyToId: replyTo.id }), ...(threadId && { threadId }) };
    if (uploads.list.length === 0) return done(() => conversation.send(rest));
    setWaiting(true);
    Promise.all(uploads.list.map(({ upload }) => upload.done)).then(
      (attachments) => done(() => conversation.send({ ...rest, attachmentIds: attachments.map(({ id }) => id) })),
      (error: unknown) => {
        setWaiting(false);
        setProblem(`Not sent: a file was not uploaded. ${problemOf(error)}`);
      },
    );
  }

  function done(sending: () => unknown): void {
    sending();
    keepDraft(viewerId, key, NO_DRAFT);
    if (!isHere.current) return;
    setDraft(NO_DRAFT);
    setWaiting(false);
    uploads.clear();
    onReplyEnd?.();
  }

  function insert(field: HTMLTextAreaElement | null, piece: string): void {
    const { selectionStart: start = draft.text.length, selectionEnd: end = start } = field ?? {};
    change(draft.text.slice(0, start) + piece + draft.text.slice(end));
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(start + piece.length, start + piece.length);
    });
  }

  const canSend = !isWaiting && (draft.text.trim() !== '' || uploads.list.length > 0);
  return { draft, uploads, problem, isWaiting, canSend, change, insert, send };
}
