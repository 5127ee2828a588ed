import type { Person } from '@parley/client/model';
import { replaceTexts, type Node } from './syntax-tree';

const MENTION = /<@([0-9a-f-]{36})>/gi;

/** A remark plugin: `<@id>` becomes a name. */
export const mentionMarks = (mentions: readonly Person[]) => (tree: Node) =>
  replaceTexts(tree, (text) => {
    const parts: Node[] = [];
    let end = 0;
    for (const match of text.matchAll(MENTION)) {
      if (match.index > end) parts.push({ type: 'text', value: text.slice(end, match.index) });
      parts.push(named(match[1]!.toLowerCase(), mentions));
      end = match.index + match[0].length;
    }
    if (end < text.length) parts.push({ type: 'text', value: text.slice(end) });
    return parts;
  });

function named(id: string, mentions: readonly Person[]): Node {
  const name = mentions.find((person) => person.id === id)?.displayName ?? 'somebody';
  return {
    type: 'emphasis',
    data: { hName: 'span', hProperties: { 'data-mention': id } },
    children: [{ type: 'text', value: `@${name}` }],
  };
}
