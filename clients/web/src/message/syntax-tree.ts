/** As much of mdast (https://github.com/syntax-tree/mdast) as is needed here. */
export interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName?: string; hProperties?: Record<string, string> };
}

/** Puts other nodes in place of each text that is not code. */
export function replaceTexts(node: Node, replace: (text: string) => Node[]): void {
  node.children = node.children?.flatMap((child) => {
    replaceTexts(child, replace);
    return child.type === 'text' ? replace(child.value ?? '') : [child];
  });
}
