import type { Quoted } from '@parley/client/model';
import { CornerUpRight } from 'lucide-react';
import { plain, withNames } from './preview';

/** What a message answers, in one line. */
export const Quote = ({ quoted: { author, text, mentions } }: { quoted: Quoted }) => (
  <p className="context" dir="auto">
    <CornerUpRight aria-hidden size={14} />
    <span className="unseen">In answer to </span>
    <bdi className="author">{author?.displayName ?? 'Somebody'}</bdi>
    <span className="context-text">{plain(withNames(text, mentions)) || 'an attachment'}</span>
  </p>
);
