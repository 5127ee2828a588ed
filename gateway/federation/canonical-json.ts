type Todo = { text: string } | { value: unknown };

/**
 * JSON with the names of each object in alphabetical order: clients may send them in any. It uses no recursion, so that
 * no depth of nesting exhausts the stack.
 */
export function canonicalJson(value: unknown): string {
  const parts: string[] = [];
  const todo: Todo[] = [{ value }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    if ('text' in next) parts.push(next.text);
    else if (typeof next.value === 'object' && next.value !== null) pushReversed(todo, tokensOf(next.value));
    else parts.push(JSON.stringify(next.value) ?? 'null');
  }
  return parts.join('');
}

/** One by one: a spread of many arguments would exhaust the stack, too. */
function pushReversed(todo: Todo[], tokens: readonly Todo[]): void {
  for (let n = tokens.length - 1; n >= 0; n--) todo.push(tokens[n]!);
}

function tokensOf(container: object): Todo[] {
  if (Array.isArray(container)) return enclosed('[', separated(container.map((value: unknown) => [{ value }])), ']');
  const entries = Object.entries(container as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return enclosed(
    '{',
    separated(entries.map(([name, value]) => [{ text: `${JSON.stringify(name)}:` }, { value }])),
    '}',
  );
}

const enclosed = (open: string, inside: Todo[], close: string): Todo[] => [{ text: open }, ...inside, { text: close }];

const separated = (items: Todo[][]): Todo[] => items.flatMap((item, n) => (n === 0 ? item : [{ text: ',' }, ...item]));
