/** Where two values differ, one line each: the path, and what there is on either side. Nothing where they are equal. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other)) return [];
  const [left, right] = [entriesOf(one), entriesOf(other)];
  if (!left || !right) return [`${path}: ${shown(one)} ≠ ${shown(other)}`];
  const keys = new Set([...left.keys(), ...right.keys()]);
  const below = [...keys].flatMap((key) => differences(left.get(key), right.get(key), path ? `${path}.${key}` : key));
  if (below.length > 0 || !isMap(one)) return below;
  return String([...left.keys()]) === String([...right.keys()]) ? [] : [`${path}: the same in another order`];
}

const isMap = (value: unknown): value is Map<string, unknown> => value instanceof Map;

function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (isMap(value)) return value;
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200));
