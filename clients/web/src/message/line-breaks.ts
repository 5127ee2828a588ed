import { replaceTexts, type Node } from './syntax-tree';

/** A remark plugin: people who break a line in a chat mean it. */
export const lineBreaks = () => (tree: Node) =>
  replaceTexts(tree, (text) =>
    text
      .split('\n')
      .flatMap((line, n): Node[] => [...(n > 0 ? [{ type: 'break' }] : []), { type: 'text', value: line }]),
  );
