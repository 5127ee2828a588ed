import { type Draft, ParleyError } from '@parley/client';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type RefObject } from 'react';
import { useNotice } from '../app/notices';
import { problemOf } from '../app/problem';
import { useParley } from '@parley/client/react';
import { useViewerId } from '../app/viewer';
import { draftName, isEmpty, keepDraft, NO_DRAFT, readDraft, useDraft, type DraftText } from './drafts';
import { lengthOf, MAX_MESSAGE } from '@parley/text/visible';
import { isTooLong } from './length';
import { edited, said, type Written } from './mentions';
import { uploaded, useUploads } from './use-uploads';
import { writeAtCursor } from './write-at-cursor';

/** Where what is written goes. */
export interface Destination {
  readonly conversationId: string;
  readonly threadId: string | null;
  /** A reply that is to stand in the conversation as well as in its thread: it replies to the root by name. */
  readonly isForAll?: boolean;
  readonly onSent?: () => void;
}

/** What is being written to one destination, kept at each change, and its sending. */
export function useComposer(
  { conversationId, threadId, isForAll = false, onSent }: Destination,
  field: RefObject<HTMLTextAreaElement | null>,
) {
  const parley = useParley();
  const viewerId = useViewerId();
  const name = draftName(viewerId, conversationId, threadId);
  const draft = useDraft(name);
  const uploads = useUploads();
  const conversation = useMemo(() => parley.conversation(conversationId), [parley, conversationId]);
  const { attempt } = useNotice();
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useProblem(uploads.list);
  const isHere = useRef(true);

  const leave = useEffectEvent(() => {
    isHere.current = false;
    conversation.setTyping(false);
    // it goes out by itself: whoever comes back begins anew
    if (isWaiting) keepDraft(name, NO_DRAFT);
  });
  useEffect(() => {
    isHere.current = true;
    return () => leave();
  }, [name]);

  function change(written: Written): void {
    keepDraft(name, { ...readDraft(name), ...written });
    setProblem(null);
    if (threadId === null) conversation.setTyping(written.text.trim() !== '');
  }

  /** What is sent, and where to, is settled here: whatever is open by the time that its files are there. */
  function send(): void {
    const message = { ...messageOf(draft, threadId), ...(isForAll && threadId && { replyToId: threadId }) };
    if (isWaiting || (message.text === '' && uploads.list.length === 0)) return;
    if (isTooLong(message.text))
      return setProblem(`It is too long: ${lengthOf(message.text)} characters of ${MAX_MESSAGE}.`);
    if (uploads.list.length === 0) return done(() => conversation.send(message));
    setWaiting(true);
    uploaded(uploads.list).then(
      (attachments) => done(() => conversation.send(withFiles(message, attachments))),
      (error: unknown) => failed(error, draft),
    );
  }

  function done(sending: () => unknown): void {
    sending();
    if (!isHere.current) return;
    keepDraft(name, NO_DRAFT);
    setWaiting(false);
    uploads.clear();
    onSent?.();
  }

  function failed(error: unknown, mine: DraftText): void {
    setWaiting(false);
    // who takes a file back knows
    const isCancelled = error instanceof ParleyError && error.code === 'CANCELLED';
    if (isHere.current)
      return isCancelled ? undefined : setProblem(`Not sent: a file was not uploaded. ${problemOf(error)}`);
    if (isEmpty(readDraft(name))) keepDraft(name, mine);
    void attempt(Promise.reject(error));
  }

  function insert(piece: string): void {
    const { selectionStart: start = draft.text.length, selectionEnd: end = start } = field.current ?? {};
    const cursor = start + piece.length;
    writeAtCursor(field, cursor, () =>
      change(edited(draft, draft.text.slice(0, start) + piece + draft.text.slice(end), cursor)),
    );
    // not before the list of emoji has given back the focus
    requestAnimationFrame(() => field.current?.focus());
  }

  const canSend = !isWaiting && (draft.text.trim() !== '' || uploads.list.length > 0);
  const endReply = () => keepDraft(name, { ...readDraft(name), replyTo: null });
  return { draft, uploads, problem, isWaiting, canSend, change, insert, send, endReply };
}

/** What a draft says, as it is sent; and what it will look like until it is there. */
function messageOf(draft: DraftText, threadId: string | null): Draft & { text: string } {
  const { replyTo, mentions } = draft;
  return {
    text: said(draft),
    ...(replyTo && { replyToId: replyTo.id }),
    ...(threadId && { threadId }),
    preview: { replyTo, mentions: mentions.map(({ person }) => person) },
  };
}

const withFiles = (message: Draft, attachments: NonNullable<Draft['preview']>['attachments'] & object): Draft => ({
  ...message,
  attachmentIds: attachments.map(({ id }) => id),
  preview: { ...message.preview, attachments },
});

/** Why it was not sent: until something is done about it, to the text or to a file. */
function useProblem(files: unknown): [string | null, (problem: string | null) => void] {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setProblem(null), [files]);
  return [problem, setProblem];
}
