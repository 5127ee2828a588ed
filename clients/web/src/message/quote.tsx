import type { Quoted } from '@parley/client/model';
import { CornerUpRight } from 'lucide-react';
import { lineOf } from './preview';

/** What a message answers, in one line. */
export const Quote = ({ quoted }: { quoted: Quoted }) => (
  <p className="context" dir="auto">
    <CornerUpRight aria-hidden size={14} />
    <span className="unseen">In answer to </span>
    <bdi className="author">{quoted.author?.displayName ?? 'Somebody'}</bdi>
    <span className="context-text">{lineOf(quoted) || 'an attachment'}</span>
  </p>
);
