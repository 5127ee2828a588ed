import {
  type BreakingChangeType,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  isInputObjectType,
  type GraphQLSchema,
} from 'graphql';

/**
 * Lists the changes from `released` to `next` that break clients, one line each. Additions break nobody. A changed default
 * does, although the types stay the same.
 */
export function breakingApiChanges(released: GraphQLSchema, next: GraphQLSchema): string[] {
  const breaking: { type: BreakingChangeType | DangerousChangeType; description: string }[] = [
    ...findBreakingChanges(released, next),
    ...findDangerousChanges(released, next).filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE),
  ];
  return [...breaking.map(({ type, description }) => `${type}: ${description}`), ...inputDefaults(released, next)];
}

/** graphql-js compares only the defaults of arguments. */
function inputDefaults(released: GraphQLSchema, next: GraphQLSchema): string[] {
  return Object.values(released.getTypeMap()).flatMap((before) => {
    const after = next.getType(before.name);
    if (!isInputObjectType(before) || !isInputObjectType(after)) return [];
    const fields = after.getFields();
    return Object.values(before.getFields())
      .filter(({ name, defaultValue }) => fields[name] && !same(defaultValue, fields[name].defaultValue))
      .map(({ name }) => `INPUT_DEFAULT_VALUE_CHANGE: ${before.name}.${name} has another default.`);
  });
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
