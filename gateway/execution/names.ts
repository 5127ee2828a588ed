import { isInterfaceType, isObjectType, print, type ASTNode, type FieldNode, type GraphQLSchema } from 'graphql';

/**
 * What fields are called between the gateway and its subgraphs. An alias of a client never gets there, so that none can be
 * mistaken for a key, for a field that `@requires` names, or for `__typename`.
 *
 * A field without arguments has its own name, which it then shares with keys. With arguments its name also stands for
 * those, and where there are fields in it, for the alias. Invariant: two fields of one object have the same name only if
 * they have the same value.
 */
export interface Names {
  of(field: FieldNode): string;
  /** For fields that run once for each response name, as those of a mutation. */
  ofRoot(field: FieldNode): string;
}

/** `prefix`: that of names with arguments, as `aliasPrefix` has it. */
export function createNames(prefix: string): Names {
  const given = new Map<string, string>();
  function nameFor(key: string, field: string): string {
    const name = given.get(key) ?? `${prefix}${given.size}_${field}`;
    given.set(key, name);
    return name;
  }
  return {
    of(field) {
      const name = field.name.value;
      // an error in one of them nulls that and not the others: each has a value of its own
      const own = field.selectionSet && responseNameOf(field) !== name ? `:${field.alias!.value}` : '';
      const what = own + written([...(field.arguments ?? [])].sort(byName)) + written(lasting(field.directives));
      return what === '' || name === '__typename' ? name : nameFor(`${name}(${what}`, name);
    },
    ofRoot: ({ alias, name }) => nameFor(`:${(alias ?? name).value}`, name.value),
  };
}

/** A start that no field of the schema has. */
export function aliasPrefix(schema: GraphQLSchema): string {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [],
  );
  let prefix = 'a';
  while (fields.some((field) => field.startsWith(prefix) && /^\d/.test(field.slice(prefix.length)))) prefix += '_';
  return prefix;
}

/** Directives but for `@skip` and `@include`, which are resolved before anything is planned. */
export const lasting = (directives: FieldNode['directives'] = []): readonly (typeof directives)[number][] =>
  directives.filter(({ name }) => name.value !== 'skip' && name.value !== 'include');

const written = (nodes: readonly ASTNode[]): string => nodes.map((node) => print(node)).join();

const byName = (a: { name: { value: string } }, b: { name: { value: string } }): number =>
  a.name.value < b.name.value ? -1 : 1;

/** What a client sees a field as. */
export const responseNameOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;
