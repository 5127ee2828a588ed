import type { MarkdownIt, StateInline } from 'markdown-it';

const NEWLINE = 0x0a;

/** Keeps leading spaces of the lines of a paragraph, which CommonMark removes: in a chat they are intended. */
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
