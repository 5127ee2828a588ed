import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** Maximum nesting of quotes, lists and footnotes, and of marks such as emphasis. Deeper ones are plain text. */
export const MAX_NESTING = 20;

/** Each cell takes two characters, so a text of maximum length has no more. */
const MAX_CELLS = 5_000;
const FOOTNOTE = /\[\^[^\]\s]{1,100}\]/y;

/**
 * Bounds the work that a short text causes. The rules of blocks and pictures call the parser recursively for their content: a
 * text of many `>` would overflow the stack. A table fills each row up to the width of the first one.
 */
export function limitNesting({ block, inline }: MarkdownIt): void {
  changeRule(block.ruler, 'blockquote', nested('blocks'));
  changeRule(block.ruler, 'list', nested('blocks'));
  changeRule(block.ruler, 'footnote_def', nested('blocks', 1));
  changeRule(inline.ruler, 'image', nested('pictures'));
  changeRule(
    block.ruler,
    'table',
    (rule) =>
      (state, ...[start, end, silent]) =>
        hasRoomForTable(state, start, end) && rule(state, start, end, silent),
  );
  changeRule(inline.ruler, 'footnote_ref', (rule) => (state, silent) => isFootnote(state) && rule(state, silent));
}

interface Rules<Fn> {
  __rules__: readonly { name: string; fn: Fn; alt: string[] }[];
  at(name: string, fn: Fn, options: { alt: string[] }): void;
}

/** markdown-it can replace a rule by name, but has no public method to read one. */
function changeRule<Fn>(rules: Rules<Fn>, name: string, change: (rule: Fn) => Fn): void {
  const { fn, alt } = rules.__rules__.find((rule) => rule.name === name)!;
  rules.at(name, change(fn), { alt });
}

/** A rule that matches nothing beyond the maximum nesting of its kind; the shared state of a parse counts it. */
const nested =
  (kind: 'blocks' | 'pictures', max = MAX_NESTING) =>
  <State extends { env: Record<string, unknown> }, Rest extends unknown[]>(
    rule: (state: State, ...rest: Rest) => boolean,
  ) =>
  (state: State, ...rest: Rest): boolean => {
    const around = (state.env[kind] as number | undefined) ?? 0;
    if (around >= max) return false;
    state.env[kind] = around + 1;
    const found = rule(state, ...rest);
    state.env[kind] = around;
    return found;
  };

function hasRoomForTable({ src, bMarks, eMarks }: StateBlock, start: number, end: number): boolean {
  if (start + 1 >= end) return false;
  const columns = src.slice(bMarks[start + 1], eMarks[start + 1]).split('|').length;
  return columns * (end - start) <= MAX_CELLS;
}

function isFootnote({ src, pos }: StateInline): boolean {
  FOOTNOTE.lastIndex = pos;
  return FOOTNOTE.test(src);
}
