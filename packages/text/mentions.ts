import type { MarkdownIt, StateInline } from 'markdown-it';

const MENTION = /<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/iy;

/** Adds the syntax `<@user id>` to a parser. In code and after a backslash it is plain text, like other marks. */
export function addMentions({ inline }: MarkdownIt): void {
  inline.ruler.before('autolink', 'mention', (state, silent) => {
    const [whole, userId] = mentionAt(state);
    if (!whole) return false;
    if (!silent) state.push('mention', '', 0).content = userId!.toLowerCase();
    state.pos += whole.length;
    return true;
  });
}

function mentionAt({ src, pos }: StateInline): readonly string[] {
  MENTION.lastIndex = pos;
  return MENTION.exec(src) ?? [];
}
