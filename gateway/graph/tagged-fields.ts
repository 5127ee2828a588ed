import { Kind, parse, type ConstDirectiveNode } from 'graphql';

/** By tag, the fields that subgraphs tag `@tag(name: …)`, as `Type.field`. Tags reach the gateway in the supergraph. */
export function taggedFields(supergraphSdl: string): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>();
  for (const type of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? [])
      for (const tag of (field.directives ?? []).flatMap(tagOf))
        fields.set(tag, (fields.get(tag) ?? new Set()).add(`${type.name.value}.${field.name.value}`));
  }
  return fields;
}

const tagOf = ({ name, arguments: [argument] = [] }: ConstDirectiveNode): string[] =>
  name.value === 'tag' && argument?.value.kind === Kind.STRING ? [argument.value.value] : [];
