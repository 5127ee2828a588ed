import { useEffect, useState } from 'react';
import type { Message, ParleyClient, Revision } from '@parley/client';
import { problemOf } from '../app/problem';
import { useParley } from '@parley/client/react';
import { fullTime } from '../app/times';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { MessageText } from '../message/markdown';

async function allRevisions({ history }: ParleyClient, message: string): Promise<Revision[]> {
  const all: Revision[] = [];
  for (;;) {
    const page = await history(message, all.at(-1)?.revision);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** What a message said before, latest first. */
export function HistoryDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const parley = useParley();
  const [revisions, setRevisions] = useState<readonly Revision[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    allRevisions(parley, message.id).then(setRevisions, (error: unknown) => setProblem(problemOf(error)));
  }, [parley, message.id, message.revision]);
  return (
    <ModalDialog title="Edits" onClose={onClose}>
      {!revisions && !problem && <span className="spinner" role="status" aria-label="Loading" />}
      <Trouble>{problem}</Trouble>
      <ol className="revisions">
        {revisions?.toReversed().map(({ revision, text, at }) => (
          <li key={revision}>
            <time dateTime={at} className="hint">
              {fullTime(at)}
            </time>
            <MessageText text={text} mentions={message.mentions} />
          </li>
        ))}
      </ol>
    </ModalDialog>
  );
}
