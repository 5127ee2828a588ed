/** The subset of JSON Schema that the schemas of events use. */
export interface Schema {
  properties?: Record<string, Schema>;
  required?: readonly string[];
  description?: string;
  [keyword: string]: unknown;
}

/**
 * Lists the changes from `released` to `next` that break consumers, one line each. Within a version, events may only get
 * optional properties: readers ignore unknown properties, and accept that older entries lack new ones.
 */
export function breakingEventChanges(released: Schema, next: Schema, path = ''): string[] {
  const { properties: before = {}, required = [], description: _, ...rest } = released;
  const { properties: after = {}, required: requiredNow = [], description: __, ...restNow } = next;
  const added = Object.keys(after).filter((name) => !before[name] && requiredNow.includes(name));
  const kept = Object.entries(before).flatMap(([name, schema]) => {
    const at = `${path}/${name}`;
    const now = after[name];
    if (!now) return [`${at} was removed`];
    const demand = required.includes(name) === requiredNow.includes(name) ? [] : [`${at} is optional, or was`];
    return [...demand, ...breakingEventChanges(schema, now, at)];
  });
  const changed = JSON.stringify(rest) === JSON.stringify(restNow) ? [] : [`${path || '/'} is of another kind`];
  return [...added.map((name) => `${path}/${name} is required`), ...kept, ...changed];
}
