import type { Quoted } from '@parley/client';
import { CornerUpRight } from 'lucide-react';
import { isPanelBeside, usePlace } from '../app/place';
import { PlaceLink } from '../app/place-link';
import { lineOf } from './preview';

/** The message that a reply refers to, in one line. */
export const Quote = ({ quoted }: { quoted: Quoted }) => (
  <p className="context" dir="auto">
    <QuotedLine quoted={quoted} />
  </p>
);

interface LinkProps {
  quoted: Quoted;
  conversationId: string;
  /** Goes there, also where the address is that one's already. */
  onJump: ((seq: number) => void) | undefined;
}

/** It leads to what it quotes. */
export function QuoteLink({ quoted, conversationId, onJump }: LinkProps) {
  const { panel } = usePlace();
  const { seq } = quoted;
  return (
    <PlaceLink
      className="context"
      dir="auto"
      to={{ conversationId, seq, panel: isPanelBeside() ? panel : null }}
      onClick={() => onJump?.(seq)}
    >
      <QuotedLine quoted={quoted} />
    </PlaceLink>
  );
}

const QuotedLine = ({ quoted }: { quoted: Quoted }) => (
  <>
    <CornerUpRight aria-hidden size={14} />
    <span className="unseen">In reply to </span>
    <bdi className="author">{quoted.author?.displayName ?? 'Somebody'}</bdi>
    <span className="context-text">{lineOf(quoted) || 'an attachment'}</span>
  </>
);
