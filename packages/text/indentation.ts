import type { MarkdownIt, StateInline } from 'markdown-it';

const NEWLINE = 0x0a;

/** Leaves the spaces that a line of a paragraph begins with, which CommonMark takes away: in a chat they are meant. */
export function keepIndentation({ block, inline }: MarkdownIt): void {
  const paragraph = block.ruler.getRules('').at(-1)!;
  block.ruler.at('paragraph', (state, ...[start, end, silent]) => {
    const found = paragraph(state, start, end, silent);
    state.tokens.at(-2)!.content = state.getLines(start, state.line, state.blkIndent, false).trimEnd();
    return found;
  });
  inline.ruler.at('newline', newline);
}

function newline(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== NEWLINE) return false;
  if (!silent) {
    state.pending = state.pending.trimEnd();
    state.push('hardbreak', 'br', 0);
  }
  state.pos++;
  return true;
}
