import { mapSchema, MapperKind, pruneSchema } from '@graphql-tools/utils';
import { GraphQLEnumType, parse, visit, type ConstDirectiveNode, type GraphQLSchema } from 'graphql';

/**
 * A contract variant of the API: without the types, fields, arguments and enum values that subgraphs tag `without`, and
 * without types that are then unreachable. Each operation that is valid on it is valid on the API.
 */
export function contractOf(api: GraphQLSchema, { supergraphSdl, without }: { supergraphSdl: string; without: string }) {
  const hidden = taggedElements(supergraphSdl, without);
  if (hidden.size === 0) return api;
  const contract = mapSchema(api, {
    [MapperKind.TYPE]: (type) => (hidden.has(type.name) ? null : undefined),
    [MapperKind.ENUM_TYPE]: (type) => {
      if (hidden.has(type.name)) return null;
      const { values, ...config } = type.toConfig();
      const shown = Object.entries(values).filter(([value]) => !hidden.has(`${type.name}.${value}`));
      return new GraphQLEnumType({ ...config, values: Object.fromEntries(shown) });
    },
    [MapperKind.FIELD]: (field, name, type) => {
      if (hidden.has(`${type}.${name}`)) return null;
      if (!('args' in field) || !field.args) return undefined;
      const args = Object.entries(field.args).filter(([argument]) => !hidden.has(`${type}.${name}.${argument}`));
      return { ...field, args: Object.fromEntries(args) };
    },
  });
  return pruneSchema(contract);
}

/** Elements of the schema with this tag, as `Type`, `Type.field`, `Enum.VALUE` or `Type.field.argument`. */
function taggedElements(supergraphSdl: string, tag: string): ReadonlySet<string> {
  const found = new Set<string>();
  const path: string[] = [];
  visit(parse(supergraphSdl, { noLocation: true }), {
    enter(node) {
      if (!('name' in node) || !('directives' in node)) return;
      path.push(node.name?.value ?? '');
      if (node.directives?.some((one) => isTag(one as ConstDirectiveNode, tag))) found.add(path.join('.'));
    },
    leave(node) {
      if ('name' in node && 'directives' in node) path.pop();
    },
  });
  return found;
}

const isTag = ({ name, arguments: [argument] = [] }: ConstDirectiveNode, tag: string): boolean =>
  name.value === 'tag' && argument?.value.kind === 'StringValue' && argument.value.value === tag;
